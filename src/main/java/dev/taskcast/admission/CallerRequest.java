package dev.taskcast.admission;

import dev.taskcast.auth.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request whose token has been checked. What the servlet API says of a user is what the token proves: the principal is a {@code
 * JsonWebToken}, and its groups are the roles. Nothing of it needs the security of the container.
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

    /** The name that MicroProfile JWT 2.1 has for its way to authenticate. */
    @Override
    public String getAuthType() {
        return "MP-JWT";
    }
}
