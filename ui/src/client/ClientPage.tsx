import { useEffect } from "react";
import type { PageTab } from "../app/route";
import { paths } from "../app/route";

/** A client that is set up: what it is, does and did (W9). */
export default function ClientPage({ client }: { client: number; tab: PageTab }) {
  useEffect(() => window.location.replace(paths.client(client)), [client]);
  return null;
}
