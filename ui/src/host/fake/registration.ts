import type { RegistrationView } from "../bindings";
import type { Answers } from "../fake";
import type { World } from "./world";

const graph = { resource: "Microsoft Graph", resourceId: "00000003-0000-0000-c000-000000000000" };
const exchange = {
  resource: "Office 365 Exchange Online",
  resourceId: "00000002-0000-0ff1-ce00-000000000000",
};

export function registrationCommands(world: World): Pick<Answers, "registration_get" | "registration_set"> {
  const signedIn = (cloud: string) =>
    world.clients.filter((client) => client.cloud === cloud && client.receipt).map(({ row }) => row.name);
  const view = (cloud: string): RegistrationView => ({
    cloud,
    clientId: world.registrations.get(cloud) ?? null,
    source: world.registrations.has(cloud) ? "setting" : null,
    clients: signedIn(cloud).slice(0, 4),
    otherClients: signedIn(cloud).slice(4).length,
    redirect: "http://localhost/callback",
    audience: "AzureADMultipleOrgs",
    portal: "https://entra.microsoft.com",
    permissions: [
      { scope: "User.Read.All", id: "a154be20-db9c-4678-8ab7-66f6cc099a59", ...graph, optional: false },
      { scope: "Group.Read.All", id: "5f8c59db-677d-491f-a6b8-5f174b11ec1d", ...graph, optional: false },
      { scope: "Reports.Read.All", id: "02e97553-ed7b-43d0-ab3c-f8bace0d040c", ...graph, optional: true },
      { scope: "Exchange.Manage", id: "ab4f2b77-0b06-4fc1-a9de-02113fc2ab7c", ...exchange, optional: false },
      { scope: "Exchange.ManageV2", id: "", ...exchange, optional: true },
    ],
    powershell: "Connect-MgGraph -Scopes 'Application.ReadWrite.All'\n$app = New-MgApplication …\n$app.AppId",
    azureCli: "az login\naz ad app create --display-name 'Tenantry' …",
  });
  return {
    registration_get: ({ cloud }) => view(cloud),
    registration_set: ({ cloud, clientId }) => {
      if (clientId === null) world.registrations.delete(cloud);
      else world.registrations.set(cloud, clientId);
      return view(cloud);
    },
  };
}
