//! The tenant segment of a path: a GUID, a verified domain, or one of the shared names.

use uuid::Uuid;

use super::error::AadError;
use crate::national::Place;
use crate::world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// `common` or `organizations`: the account decides.
    Any,
    Tenant(usize),
}

pub(super) fn resolve(world: &World, segment: &str) -> Result<Segment, AadError> {
    if segment.eq_ignore_ascii_case("common") || segment.eq_ignore_ascii_case("organizations") {
        return Ok(Segment::Any);
    }
    if let Some(tenant) = world.tenant(segment) {
        return Ok(Segment::Tenant(tenant));
    }
    if let Some(tenant) = elsewhere(world, segment) {
        let authority = world.tenants[tenant].national.authority().instance();
        let text = format!(
            "The specified tenant '{segment}' belongs to the National Cloud '{authority}'. Current cloud \
             instance '{}' does not federate with it for this request.",
            world.place.instance()
        );
        return Err(AadError::new("invalid_request", 90038, text));
    }
    if Uuid::try_parse(segment).is_ok() || is_domain(segment) {
        return Err(AadError::new(
            "invalid_tenant",
            90002,
            format!(
                "Tenant '{segment}' not found. Check that the tenant ID is right and that you are \
                 signing in to the right cloud; a tenant without an active subscription is not found either."
            ),
        ));
    }
    Err(AadError::new(
        "invalid_request",
        900_023,
        format!("The tenant identifier '{segment}' is neither a valid DNS name nor a valid external domain."),
    ))
}

/// A tenant of another cloud whose existence is no secret here: Microsoft's global cloud and the
/// government clouds know of each other, the one in China stands alone.
pub(super) fn elsewhere(world: &World, segment: &str) -> Option<usize> {
    let tenant = world.tenant_anywhere(segment)?;
    let authority = world.tenants[tenant].national.authority();
    let alone = world.place == Place::China || authority == Place::China;
    (authority != world.place && !alone).then_some(tenant)
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}
