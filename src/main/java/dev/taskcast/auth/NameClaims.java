package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.IssuerSettings;
import dev.taskcast.lines.LogFields;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Tells the operator which claim names the users of each issuer. Events and revocations find a user by this name. */
public final class NameClaims {
    private static final Logger LOG = Logger.getLogger(NameClaims.class.getName());

    private NameClaims() {}

    /** Logs these claims once, and warns of issuers whose tokens choose the claim themselves. */
    public static void tell(AuthSettings settings) {
        LogFields.log(
                LOG,
                Level.INFO,
                "TCAST0203I: Users are named by {0}",
                "claims",
                settings.issuers().stream()
                        .map(issuer -> String.join(" or ", issuer.userClaims()) + " of " + issuer.name())
                        .collect(Collectors.joining(", ")));
        settings.issuers().stream()
                .filter(IssuerSettings::hasSeveralNames)
                .forEach(issuer -> LogFields.log(
                        LOG,
                        Level.WARNING,
                        "TCAST0204W: Tokens of {0} choose the claim that names their user: set taskcast.auth.user-claim",
                        "issuer",
                        issuer.name()));
    }
}
