from tests.browser.operative import Operative
from tests.browser.conftest import *
def test_dbg(phone_page, live_server):
    o = Operative.at_work(phone_page)
    print(phone_page.inner_text("[data-ready]"))
    print(phone_page.evaluate("async () => { const out = []; for (const n of await caches.keys()) { const c = await caches.open(n); out.push([n, (await c.keys()).map(r => r.url).filter(u => !u.includes('/js/'))]); } return out }"))
    print([ (s.method, s.path, s.status) for s in live_server.saboteur.seen if 'static' not in s.path])
    with o.without_signal():
        o.open(o.visit, "add-note"); phone_page.wait_for_timeout(1500)
        print(phone_page.url, phone_page.inner_text("body")[:300])
