//! What a gateway holds for a domain or a recipient, as people read it.

use model::{
    DomainShape, RecipientShape,
    plan::{Object, Step},
};

use super::services;
use crate::dto::ShapeView;

pub(crate) fn domain(shape: &DomainShape) -> ShapeView {
    ShapeView::Domain {
        routes: shape.routes.iter().map(|route| format!("{}:{}", route.host, route.port)).collect(),
        products: services(shape.products),
        ldap_sync: shape.ldap_sync,
        reject_unlisted: shape.reject_unlisted,
        outgoing_user: shape.outgoing_user,
        region: shape.region.clone(),
        alias_of: shape.alias_of.as_ref().map(ToString::to_string),
    }
}

pub(crate) fn recipient(shape: &RecipientShape) -> ShapeView {
    ShapeView::Recipient {
        primary: shape.primary.to_string(),
        aliases: shape.aliases.iter().map(ToString::to_string).collect(),
        kind: shape.kind.to_string(),
        listed: shape.listed,
        services: services(shape.services),
    }
}

/// What a step is about: `domain` or `recipient`, its id and name, and its shape before and after.
pub(crate) struct Subject {
    pub object: &'static str,
    pub id: Option<String>,
    pub name: String,
    pub before: Option<ShapeView>,
    pub after: Option<ShapeView>,
}

pub(crate) fn subject(step: &Step) -> Subject {
    match &step.object {
        Object::Domain { name, before, after, .. } => Subject {
            object: "domain",
            id: None,
            name: name.to_unicode(),
            before: before.as_ref().map(domain),
            after: Some(domain(after)),
        },
        Object::DomainOut { name, before } => {
            Subject { object: "domain", id: None, name: name.to_unicode(), before: Some(domain(before)), after: None }
        }
        Object::Recipient { id, name, before, after, .. } => Subject {
            object: "recipient",
            id: Some(id.to_string()),
            name: name.clone(),
            before: before.as_ref().map(recipient),
            after: Some(recipient(after)),
        },
        Object::RecipientOut { id, name, before } => Subject {
            object: "recipient",
            id: Some(id.to_string()),
            name: name.clone(),
            before: Some(recipient(before)),
            after: None,
        },
    }
}
