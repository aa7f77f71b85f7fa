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
 * Who may ask: a caller whose token has the role {@code admin}. Where it is switched on, also whoever is on this machine, without a
 * token. A page there may not, unless this machine serves it.
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
     * Lets whoever sent {@code request} pass, and tells who that is; empty for whoever is on this machine without a token.
     *
     * @throws ProblemException with 401 or 403 for who may not, with 503 where there are no keys
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
