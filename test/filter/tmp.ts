import { filter } from "../../src/filter/index.ts";
import { UserType } from "../../src/models/index.ts";
const f = filter(UserType).where("userName", "eq", "a").and("active", "eq", true).or("emails", (e) => e.where("type", "eq", "work").and("value","co","@x")).and("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName","sw",'a"b').and("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "pr").and("emails","co","x").and("meta.lastModified","gt","2011-05-13T04:42:34Z").and(filter(UserType).where("title","pr").or("title","eq",null).not());
console.log(`${f}`);
// @ts-expect-error
try { filter(UserType).where("nope", "eq", "a") } catch (e) { console.log(e.message) }
// @ts-expect-error
try { filter(UserType).where("active", "gt", true) } catch (e) { console.log(e.message) }
// @ts-expect-error
try { filter(UserType).where("active", "eq", "x") } catch (e) { console.log(e.message) }
// @ts-expect-error
try { filter(UserType).where("userName", "eq", undefined) } catch (e) { console.log(e.message) }
// @ts-expect-error
try { filter(UserType).where("emails", (e) => e.where("nope", "pr")) } catch (e) { console.log(e.message) }
