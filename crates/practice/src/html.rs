//! The frame of every page that this cloud shows.

const STYLE: &str = "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;margin:0;background:#f3f2f1;color:#1b1a19}\
header{background:#5c2e91;color:#fff;padding:.6rem 1rem;font-weight:600}\
main{max-width:28rem;margin:8vh auto;background:#fff;padding:2rem;box-shadow:0 2px 8px #0003}\
h1{font-size:1.5rem;font-weight:600;margin:0 0 1rem}\
button{font:inherit;padding:.5rem 1.25rem;border:1px solid #605e5c;background:#fff;color:#1b1a19;cursor:pointer}\
button:focus-visible,input:focus-visible{outline:3px solid #0067b8;outline-offset:2px}\
.account{display:block;width:100%;text-align:left;margin:0 0 .5rem}.account small{display:block}\
.primary{background:#0067b8;border-color:#0067b8;color:#fff}.row{display:flex;gap:.75rem;justify-content:flex-end;margin-top:1.5rem}\
pre{white-space:pre-wrap;overflow-wrap:anywhere}\
@media(prefers-color-scheme:dark){body{background:#1b1a19;color:#f3f2f1}main,button{background:#292827;color:#f3f2f1}.primary{background:#0067b8;color:#fff}}";

/// A page; the banner says on every one of them that this is practice.
pub(crate) fn frame(title: &str, banner: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title>{title} (practice)</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body>\
         <header role=\"banner\">{banner}</header>\
         <main>{body}</main></body></html>\n"
    )
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
