package dev.taskcast.admission;

import dev.taskcast.auth.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request with a verified token. The servlet API's answers about the user come from the token: the principal is a
 * {@code JsonWebToken}, and its groups are the roles. This does not need the security of the container.
 */
public final class CallerRequest extends HttpServletRequestWrapper {
    private final Caller caller;

    CallerRequest(HttpServletRequest request, Caller caller) {
        super(request);
        this.caller = caller;
    }

    @Override
    public Caller getUserPrincipal() {
        return caller;
    }

    @Override
    public String getRemoteUser() {
        return caller.user();
    }

    @Override
    public boolean isUserInRole(String role) {
        return caller.roles().contains(role);
    }

    /** The name of this authentication method in MicroProfile JWT 2.1. */
    @Override
    public String getAuthType() {
        return "MP-JWT";
    }
}
