package dev.taskcast.kafka;

import java.util.Collection;
import java.util.Set;
import java.util.logging.Logger;

/**
 * The lines that Kafka's client would log of what a token endpoint answers, of what a token says, and of names that nobody knows: a
 * line of a key or a password that went wrong looks like a name. Nobody gets them.
 *
 * <p>It does not depend on the server's configuration, nor on the level that somebody sets. Our own line says why there is no token.
 */
final class SecretLines {
    /** All that log in Kafka's packages for requests of tokens, and who logs the names of settings. */
    static final Set<String> NAMES = Set.of(
            "org.apache.kafka.common.config.AbstractConfig",
            "org.apache.kafka.common.security.oauthbearer.ClientJwtValidator",
            "org.apache.kafka.common.security.oauthbearer.BrokerJwtValidator",
            "org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.ClientCredentialsRequestFormatterFactory",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.ConfigOrJaas",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.ConfigurationUtils",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.HttpJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.JaasOptionsUtils",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.JwksFileVerificationKeyResolver",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.RefreshingHttpsJwks",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.RefreshingHttpsJwksVerificationKeyResolver",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.Retry",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.assertion.AssertionSupplierFactory");

    private final Collection<Logger> loggers;

    private SecretLines(Collection<Logger> loggers) {
        this.loggers = loggers;
    }

    /** Holds them back, until {@link #release}. Whoever keeps this keeps the loggers: one that nobody keeps would be made anew. */
    static SecretLines held() {
        Collection<Logger> loggers = NAMES.stream().map(Logger::getLogger).toList();
        loggers.forEach(logger -> logger.setFilter(line -> false));
        return new SecretLines(loggers);
    }

    /** Nothing of this application stays in the server's loggers. */
    void release() {
        loggers.forEach(logger -> logger.setFilter(null));
    }
}
