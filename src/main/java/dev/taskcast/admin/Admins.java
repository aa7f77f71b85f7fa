package dev.taskcast.admin;

import dev.taskcast.admission.CallerRequest;
import dev.taskcast.admission.HttpCallers;
import dev.taskcast.auth.Caller;
import dev.taskcast.auth.ThisMachine;
import dev.taskcast.config.AdminSettings;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Checks who may ask: a caller whose token has the role {@code admin}. If a setting allows it, a caller on this machine
 * may ask too, without a token. A page on this machine may ask only if this machine serves it.
 */
@Singleton
final class Admins {
    static final String ROLE = "admin";

    private final HttpCallers callers;
    private final AdminSettings settings;

    @Inject
    Admins(HttpCallers callers, AdminSettings settings) {
        this.callers = callers;
        this.settings = settings;
    }

    /**
     * Accepts the sender of {@code request} and returns the caller; empty for a caller on this machine without a token.
     *
     * @throws ProblemException with 401 or 403 for a caller without the right, with 503 if there are no keys
     */
    Optional<Caller> require(HttpServletRequest request) {
        if (request.getHeader("Authorization") == null && isHere(request)) {
            return Optional.empty();
        }
        CallerRequest known = callers.require(request);
        if (!known.isUserInRole(ROLE)) {
            throw ProblemException.forbidden("The token does not have the role " + ROLE + " in its claim groups");
        }
        return Optional.of(known.getUserPrincipal());
    }

    private boolean isHere(HttpServletRequest request) {
        return settings.loopback() && ThisMachine.sent(request) && ThisMachine.hasPageOf(request);
    }
}
