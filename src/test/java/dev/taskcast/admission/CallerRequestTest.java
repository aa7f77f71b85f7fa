package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.harness.SentRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** After the check of its token, a request tells its caller by the methods of the servlet API. */
class CallerRequestTest {
    private final HttpCallers callers =
            new HttpCallers(token -> new Caller(token, Instant.EPOCH, Instant.MAX, Set.of("admin")));

    @Test
    void thePrincipalOfACheckedRequestIsAJsonWebTokenAndItsGroupsAreTheRoles() {
        HttpServletRequest known = callers.require(new SentRequest("203.0.113.7")
                .header("Authorization", "Bearer ada")
                .header("X-Other", "1")
                .asServlet());

        assertThat(known.getUserPrincipal()).isInstanceOfSatisfying(JsonWebToken.class, principal -> {
            assertThat(principal.getName()).isEqualTo("ada");
            assertThat(principal.getGroups()).containsExactly("admin");
        });
        assertThat(known.getRemoteUser()).isEqualTo("ada");
        assertThat(known.isUserInRole("admin")).isTrue();
        assertThat(known.isUserInRole("publisher")).isFalse();
        assertThat(known.getAuthType()).isEqualTo("MP-JWT");
        assertThat(known.getHeader("X-Other")).isEqualTo("1");
    }
}
