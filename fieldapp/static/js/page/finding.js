// A desk page's search among rates, made to answer while one types.
import { start } from "./finder.js";

start();
