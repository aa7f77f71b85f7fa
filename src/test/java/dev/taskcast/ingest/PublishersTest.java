package dev.taskcast.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Refusal;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.wire.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishersTest {
    @Test
    void aCallerWithTheRoleMayPublish() {
        assertThat(with(Set.of("publisher", "other")).require(sent("bearer  t")))
                .isEqualTo(new Sender("http", true, false));
    }

    @Test
    void revokingIsARightOfItsOwn() {
        assertThat(with(Set.of("revoker")).require(sent("Bearer t"))).isEqualTo(new Sender("http", false, true));
        assertThat(with(Set.of("publisher", "revoker")).require(sent("Bearer t")))
                .isEqualTo(new Sender("http", true, true));
    }

    @Test
    void aCallerWithoutTheRoleIsForbidden() {
        ProblemException problem = refused(with(Set.of("Publisher")), "Bearer t");
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.json()).doesNotContain("backend");
    }

    @Test
    void withoutATokenTheChallengeHasNoErrorCode() {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> with(Set.of("publisher"))
                .require(new SentRequest("192.0.2.1").asServlet()));
        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"taskcast\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "t"})
    void anythingButABearerTokenIsNoToken(String header) {
        assertThat(refused(with(Set.of("publisher")), header).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"UNAUTHENTICATED,401", "FORBIDDEN,403", "UNAVAILABLE,503"})
    void aTokenThatIsRefusedIsAnsweredByItsReason(Refusal.Kind kind, int status) {
        Publishers publishers = new Publishers(token -> {
            throw new Refusal(kind, "token: expired");
        });
        ProblemException problem = refused(publishers, "Bearer secret-token");
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.json()).contains("token: expired").doesNotContain("secret-token");
    }

    private static Publishers with(Set<String> roles) {
        return new Publishers(token -> new Caller("backend", Instant.EPOCH, Instant.MAX, roles));
    }

    private static ProblemException refused(Publishers publishers, String header) {
        return catchThrowableOfType(ProblemException.class, () -> publishers.require(sent(header)));
    }

    private static HttpServletRequest sent(String authorization) {
        return new SentRequest("192.0.2.1")
                .header("Authorization", authorization)
                .asServlet();
    }
}
