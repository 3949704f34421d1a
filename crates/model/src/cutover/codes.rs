//! The two lists of reasons that the page words: one place for the model, the border and the catalogue of words.

/// Calls `$callback!` with a name for the list and every reason why a step stands as it does.
#[macro_export]
macro_rules! for_each_cutover_code {
    ($callback:ident, $name:ident) => {
        $callback! {
            $name:
            NotChecked, "DNS was not asked yet.";
            DnsTimeout, "Nobody answered in time.";
            DnsFailed, "A server failed; fact `cause`.";
            TargetMissing, "Nobody said what the gateway is called from outside.";
            AddressesMissing, "Nobody said which addresses the gateway delivers from.";
            AddressesIpv6, "Exchange's lists take no IPv6, and the gateway delivers over it; fact `missing`.";
            SmarthostMissing, "Nobody said where the gateway takes outgoing mail.";
            SpfTargetMissing, "Nobody said how SPF names the gateway.";
            ExchangeMissing, "The sign-in may not read it; fact `permission`.";
            ExchangeFailed, "Exchange could not be reached; fact `cause`.";
            RecipientsListed, "The gateway knows them all.";
            RecipientsMissing, "The gateway lacks some; fact `count`.";
            RecipientsUnchosen, "The gateway refuses mail to recipients whom nobody chose; fact `count`, and `accepted` where fewer were.";
            DomainMissing, "The gateway does not have the domain from us yet.";
            MxGateway, "All mail goes to the gateway.";
            MxSome, "All mail goes to the gateway, by some of its hosts; fact `missing`.";
            MxMicrosoft, "All mail goes to Microsoft 365.";
            MxMixed, "Some mail goes past the gateway; fact `others`.";
            MxOther, "All mail goes elsewhere.";
            MxNone, "There is no MX record.";
            MxNull, "The domain takes no mail (RFC 7505).";
            SpfGood, "SPF names everybody who sends.";
            SpfMissing, "There is no SPF record.";
            SpfSeveral, "There are several SPF records; fact `count`.";
            SpfWithoutGateway, "SPF does not name the gateway.";
            SpfWithoutMicrosoft, "SPF does not name Microsoft 365.";
            SpfTooManyLookups, "SPF asks DNS more than ten times; fact `lookups`.";
            SpfTooManyVoids, "More than two look-ups of SPF find nothing; fact `voids`.";
            SpfInvalid, "SPF cannot be evaluated; fact `cause`.";
            SpfUnreachable, "A record that SPF includes had no answer; fact `cause`.";
            DkimGood, "Both selectors are there.";
            DkimNotSigning, "Both selectors are there, and Microsoft 365 does not sign.";
            DkimNotSetUp, "Microsoft 365 has no keys for the domain, whatever its selectors say.";
            DkimPartly, "One selector is missing or points elsewhere; fact `selector`.";
            DkimMissing, "No selector is there.";
            DmarcEnforced, "Forged mail is put aside or refused; fact `policy`.";
            DmarcPartly, "What is asked counts for some messages only; facts `policy` and `percent`.";
            DmarcWatches, "Forged mail is only watched.";
            DmarcMissing, "There is no DMARC record.";
            DmarcSeveral, "There are several DMARC records, so that none counts; fact `count`.";
            DmarcInvalid, "The DMARC record cannot be understood.";
            MtaStsNone, "The domain has no MTA-STS policy.";
            MtaStsMatches, "The policy lets senders use the gateway; fact `mode`.";
            MtaStsRefuses, "The policy keeps senders from the gateway; fact `hosts`.";
            MtaStsTesting, "The policy does not name the gateway, and is not enforced; fact `hosts`.";
            MtaStsUnreachable, "The record is there, and its policy cannot be had; fact `cause`.";
            AllowListed, "Every address of the gateway is on the list.";
            AllowEnhanced, "Enhanced filtering looks behind the gateway.";
            AllowListMissing, "Addresses of the gateway are not trusted.";
            OutboundGood, "A connector sends all mail to the gateway; fact `connector`.";
            OutboundRefusesSome, "A connector sends all mail to the gateway, and the gateway refuses some of its senders; facts `connector`, `count` and `domains`.";
            OutboundByRule, "A connector leads to the gateway, and counts only where a mail-flow rule names it; fact `connector`.";
            OutboundOff, "The connector to the gateway is off; fact `connector`.";
            OutboundMissing, "No connector leads to the gateway.";
            OutboundOther, "All mail is sent to another host; fact `connector`.";
            OutboundNotNeeded, "No chosen mailbox sends by the gateway.";
            InboundLocked, "Mail is taken from the gateway alone; fact `connector`.";
            InboundOthersToo, "Mail is taken from the gateway and from other addresses; facts `connector` and `others`.";
            InboundOthersYet, "Mail is taken from the gateway and from other addresses, and some of it still comes by those; facts `connector` and `others`.";
            InboundRefuses, "A connector refuses mail from the gateway; facts `connector` and `missing`.";
            InboundByCertificate, "A connector asks for a certificate; facts `connector` and `certificate`.";
            InboundByAddresses, "A connector asks for addresses, and nobody said which ones the gateway delivers from; fact `connector`.";
            InboundIpv6, "A connector asks for addresses and takes no IPv6, over which the gateway delivers; facts `connector` and `missing`.";
            InboundUnseen, "Exchange was not read, and some mail does not come by the gateway yet; fact `permission` or `cause`.";
            InboundOpen, "Mail is taken from anywhere, past the gateway.";
            InboundAfterSwitch, "Not before all mail of the tenant goes by the gateway; fact `domains` names what does not.";
            DirectSendRejected, "Mail that claims to be the tenant's own is refused.";
            DirectSendOpen, "Mail that claims to be the tenant's own is taken from anywhere.";
            DirectSendAfterConnector, "Not before a connector vouches for the gateway.";
            JournalNotNeeded, "Nothing is archived.";
            JournalFound, "A journal rule copies all mail within the tenant; whether to the archive, a person sees; facts `rule` and `to`.";
            JournalPartly, "Journal rules copy only mail of some; fact `recipients`.";
            JournalMissing, "No journal rule for mail within the tenant is on: it does not reach the archive.";
        }
    };
}

/// The same with every reason why a domain must not be switched yet.
#[macro_export]
macro_rules! for_each_cutover_block {
    ($callback:ident, $name:ident) => {
        $callback! {
            $name:
            TargetMissing, "Nobody said what the gateway is called from outside.";
            TargetUnconfirmed, "Nobody confirmed what the gateway is called from outside.";
            DomainMissing, "The gateway does not have the domain from us yet.";
            RecipientsMissing, "The gateway would refuse mail to chosen recipients; `count`.";
            RecipientsUnchosen, "The gateway would refuse mail to recipients whom nobody chose; `count`. A mark lifts it.";
            MxUnknown, "It is not known where mail goes today.";
            SpfMissesGateway, "Mail sent by the gateway would fail SPF.";
            SpfUnknown, "It is not known whether mail sent by the gateway passes SPF.";
            OutboundConnector, "The way out by the gateway is not there yet.";
            SendersRefused, "The gateway would refuse mail of senders of the tenant; `count`. A mark lifts it.";
            MtaStsRefuses, "Senders would not deliver to the gateway.";
            MtaStsUnknown, "It is not known whether senders would deliver to the gateway. A mark lifts it.";
            InboundRefuses, "Microsoft 365 would refuse mail from the gateway.";
            InboundUnknown, "It is not known whether Microsoft 365 takes mail from the gateway. A mark lifts it.";
        }
    };
}
