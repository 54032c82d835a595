/** SCIM in Remix and React Router: this file is a resource route for `scim/v2/*`, such as `app/routes/scim.v2.$.ts`. */
import { createService } from "./service.ts";

const handler = createService(process.env["SCIM_TOKEN"], process.env["SCIM_BASE_URL"]);

/** What is needed of the router's `LoaderFunctionArgs` and `ActionFunctionArgs`. */
interface RouteArguments {
  readonly request: Request;
}

/** Answers GET and HEAD. */
export function loader({ request }: RouteArguments): Promise<Response> {
  return handler(request);
}

/** Answers every other method. */
export function action({ request }: RouteArguments): Promise<Response> {
  return handler(request);
}
