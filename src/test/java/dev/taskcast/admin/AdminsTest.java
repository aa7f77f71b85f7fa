package dev.taskcast.admin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskcast.harness.SentRequest;
import dev.taskcast.wire.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which callers may ask about the gateway's sessions. */
class AdminsTest {
    private static final SentRequest ELSEWHERE = new SentRequest("192.0.2.9");

    @Test
    void aCallerWithTheRoleIsAdmitted() {
        assertThatCode(() -> AdminFixture.admins(false)
                        .require(AdminFixture.asked("GET").asServlet()))
                .doesNotThrowAnyException();
    }

    @Test
    void aCallerWithAnotherRoleIsRefused() {
        refused(AdminFixture.admins(true), here().header("Authorization", "Bearer publisher"), 403);
        refused(AdminFixture.admins(false), new SentRequest("192.0.2.9").header("Authorization", "Bearer Admin"), 403);
    }

    @Test
    void aCallerWithoutATokenIsRefused() {
        refused(AdminFixture.admins(true), ELSEWHERE, 401);
        refused(AdminFixture.admins(false), ELSEWHERE, 401);
    }

    @Test
    void aCallerOnThisMachineIsAdmittedOnlyIfASettingAllowsIt() {
        assertThatCode(() -> AdminFixture.admins(true).require(here().asServlet()))
                .doesNotThrowAnyException();
        refused(AdminFixture.admins(false), here(), 401);
    }

    @Test
    void aPageThatThisMachineServesIsAdmitted() {
        assertThatCode(() -> AdminFixture.admins(true)
                        .require(here().header("Origin", "http://127.0.0.1:9090")
                                .header("Sec-Fetch-Site", "cross-site")
                                .asServlet()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "X-Forwarded-For, 127.0.0.1",
        "Forwarded, for=127.0.0.1",
        "X-Forwarded-Proto, https",
        "x-forwarded-host, localhost",
        "X-Forwarded-Client-Cert, By=spiffe://a",
        "X-Real-IP, 127.0.0.1",
        "Via, 1.1 ingress",
        "Sec-Fetch-Site, cross-site",
        "Host, evil.example"
    })
    void foreignPagesProxiesAndOtherHostNamesAreRefused(String header, String value) {
        refused(AdminFixture.admins(true), here().header(header, value), 401);
    }

    private static SentRequest here() {
        return new SentRequest("127.0.0.1").header("Host", "localhost:8005");
    }

    private static void refused(Admins admins, SentRequest request, int status) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> admins.require(request.asServlet()))
                .matches(problem -> problem.status() == status);
    }
}
