// The windows that are open: told of news, and counted before a new release takes over.
export const windows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

export async function inform(message) {
  (await windows()).forEach((client) => client.postMessage(message));
}

// A launch is the first page of the only window: nothing else is open that an exchange could disturb.
export async function launch() {
  if ((await windows()).length <= 1) await self.skipWaiting();
}
