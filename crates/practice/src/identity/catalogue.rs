//! The sign-in errors this cloud can be told to answer, by their AADSTS number.
//!
//! Numbers and meanings: learn.microsoft.com, "Microsoft Entra authentication and authorization
//! error codes"; the words are this cloud's own.

use super::error::AadError;

/// `error` at the token endpoint and at a redirect.
type Words = (&'static str, &'static str);

const DENIED: Words = ("invalid_grant", "access_denied");
const MORE: Words = ("invalid_grant", "interaction_required");
const AGAIN: Words = ("invalid_grant", "login_required");
const REQUEST: Words = ("invalid_request", "invalid_request");
const APPLICATION: Words = ("unauthorized_client", "unauthorized_client");
const CLIENT: Words = ("invalid_client", "unauthorized_client");
const RESOURCE: Words = ("invalid_resource", "invalid_resource");
const TENANT: Words = ("invalid_tenant", "invalid_request");
const LATER: Words = ("temporarily_unavailable", "temporarily_unavailable");
const PENDING: Words = ("authorization_pending", "access_denied");
const BAD_CODE: Words = ("bad_verification_code", "access_denied");
const EXPIRED: Words = ("expired_token", "access_denied");
const DECLINED: Words = ("authorization_declined", "access_denied");

type Row = (u32, Words, Option<&'static str>, &'static str);

const ACTION: Option<&str> = Some("basic_action");
const MESSAGE: Option<&str> = Some("message_only");

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (16000, MORE, None, "The signed-in account does not exist in this tenant. Choose another account, or have this one added as a guest first."),
    (16003, MORE, None, "The signed-in account has not been added to this tenant as an external user."),
    (50005, DENIED, MESSAGE, "The sign-in came from a kind of device that Conditional Access does not support."),
    (50011, REQUEST, None, "The redirect URI specified in the request does not match the redirect URIs configured for the application."),
    (50020, DENIED, None, "The user account does not exist in this tenant and cannot access the application there. It needs to be added as an external user first."),
    (50034, DENIED, None, "The user account does not exist in this directory. To sign in to this application, the account must be added to it."),
    (50053, DENIED, MESSAGE, "The account is locked, because too many sign-ins failed with a wrong password, or because of a suspicious address."),
    (50055, DENIED, None, "The password is expired."),
    (50057, DENIED, MESSAGE, "The user account is disabled."),
    (50058, AGAIN, None, "A silent sign-in request was sent but no user is signed in."),
    (50059, REQUEST, None, "No tenant-identifying information was found in the request or implied by any credentials provided."),
    (50072, MORE, ACTION, "The administrator changed the configuration or you moved: you must enrol in multi-factor authentication."),
    (50074, MORE, ACTION, "Strong authentication is required."),
    (50076, MORE, ACTION, "The administrator changed the configuration or you moved: you must use multi-factor authentication."),
    (50078, MORE, ACTION, "The presented multi-factor authentication has expired because of a policy of your administrator."),
    (50079, MORE, ACTION, "The administrator changed the configuration or you moved: you must enrol in multi-factor authentication."),
    (50089, AGAIN, None, "The authentication failed because the sign-in expired. Start again."),
    (50097, MORE, ACTION, "Device authentication is required."),
    (50105, DENIED, MESSAGE, "The administrator of the application blocks users who have not been granted access to it. You are neither assigned nor a member of an assigned group."),
    (50125, MORE, None, "The sign-in was interrupted because a password has to be reset or registered."),
    (50126, DENIED, None, "The credentials could not be validated because the user name or the password is wrong."),
    (50131, DENIED, MESSAGE, "Conditional Access blocked the sign-in because of the device, the place or the time."),
    (50132, AGAIN, Some("bad_token"), "The session is not valid any more: the password has expired or was changed lately."),
    (50133, AGAIN, Some("bad_token"), "The session is not valid any more: the password has expired or was changed lately."),
    (50140, MORE, None, "The sign-in was interrupted by the question whether to stay signed in."),
    (50158, MORE, Some("additional_action"), "An external security challenge was not passed."),
    (50173, AGAIN, Some("bad_token"), "The grant was revoked, so a new token is needed. The password may have been changed or reset."),
    (50177, DENIED, MESSAGE, "The user account cannot be used in this tenant: an external challenge is not supported for users passed through."),
    (50194, APPLICATION, None, "The application is not configured as a multitenant application. Requests to the common endpoint are not supported for it."),
    (50196, DENIED, None, "The server ended the operation because it met a request loop of the client."),
    (51004, DENIED, None, "The user account does not exist in the directory. To sign in, it must be added there."),
    (53000, MORE, MESSAGE, "The device is not in the required state: compliant. Conditional Access demands a compliant device."),
    (53001, MORE, MESSAGE, "The device is not in the required state: joined to a domain. Conditional Access demands a joined device."),
    (53002, DENIED, MESSAGE, "The application is not an approved application for Conditional Access."),
    (53003, DENIED, MESSAGE, "Access has been blocked by Conditional Access policies."),
    (53004, MORE, ACTION, "Multi-factor authentication has to be enrolled before this content can be reached."),
    (54005, DENIED, None, "The OAuth2 authorization code was already redeemed. Retry with a new valid code."),
    (65001, DENIED, Some("consent_required"), "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource."),
    (65004, ("access_denied", "access_denied"), None, "The user declined to consent to access the app."),
    (65005, RESOURCE, None, "The application asks for a resource that is not in the list of its required permissions, or the client asked for one it was not registered for."),
    (70000, DENIED, None, "The provided grant is invalid or was withdrawn."),
    (70003, ("unsupported_grant_type", "invalid_request"), None, "The app requested an unsupported grant type."),
    (70008, AGAIN, None, "The provided authorization code or refresh token has expired. Send a new interactive request."),
    (70011, ("invalid_scope", "invalid_request"), None, "The provided value for the input parameter 'scope' isn't valid."),
    (70016, PENDING, None, "The authorization is pending. Continue polling."),
    (70018, BAD_CODE, None, "The verification code is wrong or was never issued."),
    (70019, EXPIRED, None, "The verification code has expired. Start the sign-in again."),
    (70020, DECLINED, None, "The person did not allow the device to sign in."),
    (70043, AGAIN, Some("token_expired"), "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access."),
    (90002, TENANT, None, "The tenant was not found. Check that the tenant is right, that it has an active subscription, and that this is the right cloud."),
    (90013, REQUEST, None, "The input received from the user is not valid."),
    (90014, REQUEST, None, "A required field is missing from the request."),
    (90033, LATER, None, "A transient error has occurred. Please try again."),
    (90038, REQUEST, None, "The specified tenant belongs to another national cloud, and this one does not federate with it."),
    (90072, DENIED, MESSAGE, "The user account is from an external provider and does not exist in the tenant, so it cannot satisfy its multi-factor authentication. Use another account."),
    (90093, DENIED, None, "You are not allowed to grant this permission. An administrator is needed."),
    (90094, DENIED, None, "Admin approval is needed. The application needs permissions to your organization's resources that only an administrator can grant."),
    (90095, DENIED, None, "Approval is needed. An administrator has to review the request for this application."),
    (90099, APPLICATION, None, "The application has not been authorized in the tenant. Applications must be authorized there before partner delegated administrators can use them."),
    (135_010, LATER, None, "The key was not found. Please try again."),
    (500_113, REQUEST, None, "No reply address is registered for the application."),
    (500_121, MORE, ACTION, "The strong authentication request failed: it was not answered, or it was denied."),
    (500_133, DENIED, None, "The assertion is not within its valid time range. Check the clock."),
    (500_200, DENIED, None, "The user account is a personal Microsoft account. Personal accounts are not supported for this application."),
    (500_212, DENIED, MESSAGE, "The administrator of the user's own tenant set an outbound access policy that does not allow access to this tenant."),
    (500_213, DENIED, MESSAGE, "The cross-tenant access policy of this tenant does not allow the user to access it."),
    (501_481, DENIED, None, "The Code_Verifier does not match the code_challenge supplied in the authorization request."),
    (501_491, REQUEST, None, "The size of the Code_Challenge parameter is invalid."),
    (530_003, MORE, MESSAGE, "The device must be managed to access this resource."),
    (530_032, DENIED, MESSAGE, "Access is blocked by the security policy of the tenant."),
    (530_034, DENIED, MESSAGE, "A delegated administrator was blocked from accessing the tenant because of the account's risk."),
    (530_035, DENIED, MESSAGE, "Access has been blocked by security defaults: legacy or unsafe authentication is not allowed."),
    (650_051, REQUEST, None, "The application was enabled for the tenant a moment ago and its service principal is still being created. Try again later."),
    (650_052, APPLICATION, None, "The app needs access to a service that your organization has not subscribed to or enabled. Ask the administrator to review the subscriptions."),
    (650_056, APPLICATION, None, "The application is misconfigured: the client lists no permissions for the resource, or the administrator has not consented in the tenant."),
    (650_057, RESOURCE, None, "Invalid resource. The client asked for a resource that is not listed in the permissions of its registration."),
    (700_005, DENIED, None, "The provided authorization code is intended to use against another tenant, thus rejected."),
    (700_011, APPLICATION, None, "The application was not found in the directory."),
    (700_016, APPLICATION, None, "The application was not found in the directory. It has not been installed by the administrator of the tenant or consented to by any user in it."),
    (700_021, CLIENT, None, "Client assertion application identifier doesn't match 'client_id' parameter."),
    (700_022, DENIED, None, "The input parameter 'scope' names more than one resource."),
    (700_023, CLIENT, None, "Client assertion audience claim does not match Realm issuer."),
    (700_024, CLIENT, None, "Client assertion is not within its valid time range."),
    (700_025, CLIENT, None, "The client is public, so neither 'client_assertion' nor 'client_secret' should be presented."),
    (700_027, CLIENT, None, "Client assertion contains an invalid signature. [Reason - The key was not found.]"),
    (700_054, ("unsupported_response_type", "unsupported_response_type"), None, "The response_type 'id_token' is not enabled for the application."),
    (700_082, AGAIN, Some("token_expired"), "The refresh token has expired due to inactivity."),
    (700_084, AGAIN, Some("token_expired"), "The refresh token was issued to a single page app and has a fixed life of one day that cannot be extended."),
    (900_023, REQUEST, None, "The specified tenant identifier is neither a valid DNS name nor a valid external domain."),
    (900_144, REQUEST, None, "The request body must contain the required parameters."),
    (900_971, REQUEST, None, "No reply address was provided."),
    (1_000_502, CLIENT, None, "The provided certificate is not within its specified validity period."),
    (1_002_012, ("invalid_scope", "invalid_request"), None, "Client credential flows must have a scope value with /.default suffixed to the resource identifier."),
    (7_000_112, APPLICATION, None, "The application is disabled."),
    (7_000_215, CLIENT, None, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID."),
    (7_000_216, REQUEST, None, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type."),
    (7_000_218, CLIENT, None, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
    (7_000_222, CLIENT, None, "The provided client secret keys are expired."),
    (7_000_229, APPLICATION, None, "The client application is missing service principal in the tenant."),
    (9_002_313, DENIED, None, "Invalid request. The request is malformed or invalid."),
    (9_002_327, REQUEST, None, "Tokens issued for the client type 'single page application' may only be redeemed by cross-origin requests."),
    (9_002_346, REQUEST, None, "The application is configured for use by personal Microsoft accounts only."),
];

/// Where an error is worded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Body,
    Browser,
}

/// The error of this number; numbers nobody knows get general words.
pub(super) fn error(number: u32, place: For) -> AadError {
    let unknown = (number, DENIED, None, "The sign-in was refused. Look the number up for details.");
    let (_, words, suberror, text) = ROWS.iter().copied().find(|row| row.0 == number).unwrap_or(unknown);
    let word = if place == For::Body { words.0 } else { words.1 };
    let error = AadError::new(word, number, text);
    suberror.into_iter().fold(error, AadError::with_suberror)
}

/// Errors about the request, the application or the tenant come before anybody chose an account.
pub(super) fn precedes_sign_in(number: u32) -> bool {
    matches!(
        number,
        50011
            | 50059
            | 50194
            | 90002
            | 90013
            | 90014
            | 90033
            | 90038
            | 500_113
            | 501_491
            | 700_011
            | 700_016
            | 700_054
            | 900_023
            | 900_144
            | 900_971
            | 7_000_112
            | 9_002_346
    )
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn each_number_stands_once_and_in_order() {
        assert!(ROWS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
