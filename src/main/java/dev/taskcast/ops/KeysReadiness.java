package dev.taskcast.ops;

import dev.taskcast.auth.TokenVerifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the keys of every issuer have been read, and from then on. The data say whose keys are missing, and why.
 */
@Readiness
@Singleton
final class KeysReadiness implements HealthCheck {
    private final TokenVerifier verifier;

    @Inject
    KeysReadiness(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> missing = verifier.missingKeys();
        return HealthCheckResponse.named("keys")
                .status(missing.isEmpty())
                .withData(
                        "reason",
                        missing.isEmpty() ? "every issuer has keys" : "no keys of " + String.join("; ", missing))
                .build();
    }
}
