//! The cmdlets that limit applications to some mailboxes.
//!
//! learn.microsoft.com, "Role Based Access Control for Applications in Exchange Online" and the pages of the cmdlets.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::error::ExchangeError;
use crate::apps::{ExchangeApps, Filter, Reference, RoleAssignment, Scope, is_role};
use crate::tenant::{Collection, Tenant};
use crate::world::{World, lock, read};

const CMDLETS: [&str; 11] = [
    "new-serviceprincipal",
    "get-serviceprincipal",
    "remove-serviceprincipal",
    "new-managementscope",
    "set-managementscope",
    "get-managementscope",
    "remove-managementscope",
    "new-managementroleassignment",
    "get-managementroleassignment",
    "remove-managementroleassignment",
    "test-serviceprincipalauthorization",
];

pub(super) fn knows(cmdlet: &str) -> bool {
    CMDLETS.contains(&cmdlet)
}

/// Whether only administrators may run it.
pub(super) fn changes(cmdlet: &str) -> bool {
    let verb = cmdlet.split('-').next().unwrap_or_default();
    CMDLETS.iter().any(|known| known.eq_ignore_ascii_case(cmdlet)) && !verb.eq_ignore_ascii_case("get")
}

type Rows = Result<Vec<Value>, ExchangeError>;

pub(super) fn run(world: &World, tenant: &Tenant, cmdlet: &str, given: &Map<String, Value>) -> Rows {
    let number = world.tenants.iter().position(|one| one.id == tenant.id).unwrap_or_default();
    let with = With { given };
    let mut apps = lock(&world.apps);
    if cmdlet == "new-serviceprincipal" {
        let (app_id, object_id) = (with.id("AppId")?, with.id("ObjectId").or_else(|_| with.id("ServiceId"))?);
        if apps.principal(number, app_id).is_none_or(|principal| principal.id != object_id) {
            return Err(invalid(format!(
                "The service principal with the AppId '{app_id}' and the ObjectId '{object_id}' could not be found in Microsoft Entra ID."
            )));
        }
        let name = with.text("DisplayName").unwrap_or_else(|| app_id.to_string());
        return new_reference(apps.exchange.entry(number).or_default(), Reference { app_id, object_id, name });
    }
    let exchange = apps.exchange.entry(number).or_default();
    match cmdlet {
        "get-serviceprincipal" => {
            let all = exchange.references.iter().filter(|one| with.fits_reference(one)).map(reference);
            Ok(all.collect())
        }
        "remove-serviceprincipal" => {
            let app_id = known(exchange, &with.required("Identity")?)?.app_id;
            exchange.assignments.retain(|given| given.app_id != app_id);
            exchange.references.retain(|one| one.app_id != app_id);
            Ok(Vec::new())
        }
        "new-managementscope" => new_scope(exchange, &with),
        "set-managementscope" => set_scope(exchange, &with),
        "get-managementscope" => Ok(exchange.scopes.iter().filter(|one| with.is(&one.name)).map(scope).collect()),
        "remove-managementscope" => {
            let name = with.required("Identity")?;
            if exchange.assignments.iter().any(|given| given.scope.as_deref() == Some(name.as_str())) {
                return Err(invalid(format!(
                    "The management scope '{name}' is in use by a management role assignment."
                )));
            }
            removed(&mut exchange.scopes, |one| one.name.eq_ignore_ascii_case(&name), &name)
        }
        "new-managementroleassignment" => new_assignment(exchange, &with),
        "get-managementroleassignment" => {
            let all =
                exchange.assignments.iter().filter(|one| with.is(&one.name) && with.fits_assignment(exchange, one));
            Ok(all.map(|one| assignment(exchange, one)).collect())
        }
        "remove-managementroleassignment" => {
            let name = with.required("Identity")?;
            removed(&mut exchange.assignments, |one| one.name.eq_ignore_ascii_case(&name), &name)
        }
        _ => test(exchange, tenant, &with),
    }
}

fn invalid(text: impl Into<String>) -> ExchangeError {
    ExchangeError::bad_request("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", text)
}

fn missing(name: &str) -> ExchangeError {
    let text = format!("The operation couldn't be performed because object '{name}' couldn't be found.");
    ExchangeError::bad_request("Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException", text)
}

fn exists(name: &str) -> ExchangeError {
    let text = format!("The object '{name}' already exists.");
    ExchangeError::bad_request("Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException", text)
}

fn removed<T>(list: &mut Vec<T>, which: impl Fn(&T) -> bool, name: &str) -> Rows {
    let before = list.len();
    list.retain(|one| !which(one));
    if list.len() == before { Err(missing(name)) } else { Ok(Vec::new()) }
}

fn known<'a>(exchange: &'a ExchangeApps, who: &str) -> Result<&'a Reference, ExchangeError> {
    exchange.reference(who).ok_or_else(|| missing(who))
}

fn new_reference(exchange: &mut ExchangeApps, new: Reference) -> Rows {
    if exchange.references.iter().any(|one| one.app_id == new.app_id) {
        return Err(exists(&new.name));
    }
    let row = reference(&new);
    exchange.references.push(new);
    Ok(vec![row])
}

fn new_scope(exchange: &mut ExchangeApps, with: &With<'_>) -> Rows {
    let (name, text) = (with.required("Name")?, with.required("RecipientRestrictionFilter")?);
    let filter = filter(&text)?;
    if exchange.scope(&name).is_some() {
        return Err(exists(&name));
    }
    let new = Scope { name, text, filter };
    let row = scope(&new);
    exchange.scopes.push(new);
    Ok(vec![row])
}

fn set_scope(exchange: &mut ExchangeApps, with: &With<'_>) -> Rows {
    let (name, text) = (with.required("Identity")?, with.required("RecipientRestrictionFilter")?);
    let filter = filter(&text)?;
    let mut scopes = exchange.scopes.iter_mut();
    let scope = scopes.find(|one| one.name.eq_ignore_ascii_case(&name)).ok_or_else(|| missing(&name))?;
    (scope.text, scope.filter) = (text, filter);
    Ok(Vec::new())
}

fn filter(text: &str) -> Result<Filter, ExchangeError> {
    Filter::parse(text).ok_or_else(|| invalid(format!("The recipient filter '{text}' is not valid.")))
}

fn new_assignment(exchange: &mut ExchangeApps, with: &With<'_>) -> Rows {
    let (app, role) = (with.required("App")?, with.required("Role")?);
    if !is_role(&role) {
        return Err(missing(&role));
    }
    let reference = known(exchange, &app)?.clone();
    let scope = with.text("CustomResourceScope");
    let scope = scope.map(|name| exchange.scope(&name).map(|scope| scope.name.clone()).ok_or_else(|| missing(&name)));
    let scope = scope.transpose()?;
    let name = with.text("Name").unwrap_or_else(|| format!("{role}-{}", reference.object_id));
    if exchange.assignments.iter().any(|one| one.name.eq_ignore_ascii_case(&name)) {
        return Err(exists(&name));
    }
    let new = RoleAssignment { name, role, app_id: reference.app_id, scope };
    let row = assignment(exchange, &new);
    exchange.assignments.push(new);
    Ok(vec![row])
}

/// What Exchange grants, without what Microsoft Entra grants besides.
fn test(exchange: &ExchangeApps, tenant: &Tenant, with: &With<'_>) -> Rows {
    let app_id = known(exchange, &with.required("Identity")?)?.app_id;
    let directory = read(&tenant.directory);
    let mailbox = with.text("Resource").map(|who| {
        let found = directory.find(Collection::Users, &who).filter(|(_, entry)| entry.kind.has_mailbox());
        found.map(|(_, entry)| entry).ok_or_else(|| missing(&who))
    });
    let mailbox = mailbox.transpose()?;
    let own = exchange.assignments.iter().filter(|given| given.app_id == app_id);
    let rows = own.map(|given| {
        let within = mailbox.as_ref().map(|mailbox| exchange.covers(given, &directory, mailbox));
        json!({
            "RoleName": given.role,
            "GrantedPermissions": given.role.trim_start_matches("Application "),
            "AllowedResourceScope": given.scope.as_deref().unwrap_or("Organization"),
            "ScopeType": if given.scope.is_some() { "CustomRecipientScope" } else { "Organization" },
            "InScope": within.map_or("Not Run", |within| if within { "True" } else { "False" }),
        })
    });
    Ok(rows.collect())
}

fn reference(one: &Reference) -> Value {
    json!({
        "Identity": one.object_id, "Id": one.object_id, "Name": one.object_id, "DisplayName": one.name,
        "AppId": one.app_id, "ObjectId": one.object_id, "ServiceId": one.object_id,
    })
}

fn scope(one: &Scope) -> Value {
    json!({
        "Identity": one.name, "Id": one.name, "Name": one.name, "ScopeRestrictionType": "RecipientScope",
        "RecipientFilter": one.text, "Exclusive": false,
    })
}

fn assignment(exchange: &ExchangeApps, one: &RoleAssignment) -> Value {
    let reference = exchange.references.iter().find(|reference| reference.app_id == one.app_id);
    json!({
        "Identity": one.name, "Id": one.name, "Name": one.name, "Role": one.role, "Enabled": true,
        "RoleAssignee": reference.map(|reference| reference.object_id),
        "RoleAssigneeName": reference.map(|reference| &reference.name),
        "RoleAssigneeType": "ServicePrincipal", "App": reference.map(|reference| reference.object_id),
        "RecipientWriteScope": if one.scope.is_some() { "CustomRecipientScope" } else { "Organization" },
        "CustomResourceScope": one.scope,
    })
}

/// The parameters of one cmdlet; their names come in any case.
#[derive(Debug)]
struct With<'a> {
    given: &'a Map<String, Value>,
}

impl With<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.given.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn required(&self, name: &str) -> Result<String, ExchangeError> {
        self.text(name).ok_or_else(|| {
            let text = format!("Cannot process command because of one or more missing mandatory parameters: {name}.");
            ExchangeError::bad_request("System.Management.Automation.ParameterBindingException", text)
        })
    }

    fn id(&self, name: &str) -> Result<Uuid, ExchangeError> {
        let text = self.required(name)?;
        Uuid::try_parse(&text).map_err(|_| invalid(format!("'{text}' is no GUID for the parameter '{name}'.")))
    }

    fn is(&self, name: &str) -> bool {
        self.text("Identity").is_none_or(|wanted| wanted.eq_ignore_ascii_case(name))
    }

    fn fits_reference(&self, one: &Reference) -> bool {
        let names = [one.app_id.to_string(), one.object_id.to_string(), one.name.clone()];
        names.iter().any(|name| self.is(name))
    }

    fn fits_assignment(&self, exchange: &ExchangeApps, one: &RoleAssignment) -> bool {
        let assignee = self.text("RoleAssignee").or_else(|| self.text("App"));
        let role = self.text("Role");
        role.is_none_or(|role| role.eq_ignore_ascii_case(&one.role))
            && assignee.is_none_or(|who| exchange.reference(&who).is_some_and(|found| found.app_id == one.app_id))
    }
}
