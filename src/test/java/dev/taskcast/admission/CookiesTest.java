package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskcast.auth.Revocations;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.wire.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A token in a cookie counts only if that is configured: for our own pages, and in an upgrade also for listed pages.
 */
class CookiesTest {
    private static final String SECRET = "s".repeat(32);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:01Z");
    private static final String TOKEN = new TestToken().claim("sub", "ada").signedWith(TestKey.secret("HS256", SECRET));

    private final SocketSettings socket =
            settings().with("taskcast.socket.origins", "https://app.example").socket();
    private final AuthSettings on = settings()
            .with("BETTER_AUTH_SECRET", SECRET)
            .with("mp.jwt.token.header", "Cookie")
            .with("mp.jwt.token.cookie", "session")
            .auth();
    private final AuthSettings off =
            settings().with("BETTER_AUTH_SECRET", SECRET).auth();
    private final TokenVerifier verifier = new TokenVerifier(on, () -> NOW);

    @AfterEach
    void end() {
        verifier.close();
    }

    @Test
    void onlyTheCookieWithTheConfiguredNameCounts() {
        assertThat(gate(on).read(withCookie("session")).token())
                .hasValue(new ConnectRequest.Token(TOKEN, TokenSource.COOKIE));
        assertThat(gate(on).read(withCookie("Bearer")).token()).isEmpty();
        assertThat(gate(off).read(withCookie("Bearer")).token()).isEmpty();
        assertThat(callers(on).require(withCookie("session")).getRemoteUser()).isEqualTo("ada");
        assertThat(refused(off, withCookie("session")).status()).isEqualTo(401);
    }

    /** A token that a client sends on purpose has priority over one that a browser adds. */
    @Test
    void aTokenInTheHeaderOrTheUrlPrecedesTheCookie() {
        assertThat(gate(on).read(cookie("session")
                                .header("Authorization", "Bearer h")
                                .asServlet())
                        .token())
                .hasValue(new ConnectRequest.Token("h", TokenSource.HEADER));
        assertThat(gate(on).read(cookie("session").query("token=q").asServlet()).token())
                .hasValue(new ConnectRequest.Token("q", TokenSource.QUERY));
    }

    /** Cross-site WebSocket hijacking: the browser sends its user's cookie for any page. */
    @ParameterizedTest
    @CsvSource({
        "https://gw.example, same-origin, true",
        "https://gw.example, , true",
        "https://evil.example, cross-site, false",
        "https://evil.gw.example, same-site, false",
        "null, cross-site, false",
        "not an origin, , false",
        ", same-origin, true",
        ", none, true",
        ", same-site, false",
        ", cross-site, false",
        ", anything else, false",
        ", , false"
    })
    void aForeignPageCannotUseACookie(String origin, String site, boolean counts) {
        SentRequest request = cookie("session");
        if (origin != null) {
            request.header("Origin", origin);
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        assertThat(gate(on).read(request.asServlet()).token().isPresent()).isEqualTo(counts);
        assertThat(gate(on).withoutPage(request.asServlet()).token().isPresent())
                .isEqualTo(counts);
        if (counts) {
            assertThat(callers(on).require(request.asServlet()).getRemoteUser()).isEqualTo("ada");
        } else {
            assertThat(refused(on, request.asServlet()).status()).isEqualTo(401);
        }
    }

    /**
     * A listed page may open a WebSocket. With other requests it could act as the user who reads it: drain a replica,
     * or read what that user may read.
     */
    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", ""})
    void aListedPageCanUseTheCookieOnlyForAWebSocket(String site) {
        SentRequest request = cookie("session").method("POST").header("Origin", "https://app.example");
        if (!site.isEmpty()) {
            request.header("Sec-Fetch-Site", site);
        }
        assertThat(gate(on).withoutPage(request.asServlet()).token())
                .hasValue(new ConnectRequest.Token(TOKEN, TokenSource.COOKIE));
        assertThat(gate(on).read(request.asServlet()).token()).isEmpty();
        assertThat(refused(on, request.asServlet()).status()).isEqualTo(401);
    }

    /** The proxy asks for another host than the page did, so the page is listed. */
    @Test
    void ourOwnPageBehindAProxyThatChangesTheHostIsOurs() {
        SentRequest request = ours(cookie("session").method("POST").header("Origin", "https://app.example"));
        assertThat(gate(on).read(request.asServlet()).token()).isPresent();
        assertThat(callers(on).require(request.asServlet()).getRemoteUser()).isEqualTo("ada");
    }

    /** For an image or a form, an old browser sends nothing about its page. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "DELETE", "PUT"})
    void aCookieCountsOnlyWithAnOrigin(String method) {
        SentRequest silent = new SentRequest("203.0.113.7")
                .method(method)
                .header("Host", "gw.example")
                .header("Cookie", "session=" + TOKEN);
        assertThat(refused(on, silent.asServlet()).status()).isEqualTo(401);
        assertThat(callers(on)
                        .require(silent.header("Origin", "https://gw.example").asServlet())
                        .getRemoteUser())
                .isEqualTo("ada");
    }

    /** Another host of the same site can set a cookie of this name for the whole site. */
    @Test
    void aCookieThatIsSentTwiceDoesNotCount() {
        for (String second : List.of("x.y.z", TOKEN)) {
            HttpServletRequest twice = ours(cookie("session").header("Cookie", "session=" + second))
                    .asServlet();
            assertThat(gate(on).read(twice).token()).isEmpty();
            assertThat(refused(on, twice).status()).isEqualTo(401);
        }
    }

    /** No page can send this header for another site. */
    @Test
    void aTokenInTheHeaderIsAcceptedFromAForeignPage() {
        SentRequest request = new SentRequest("203.0.113.7")
                .method("POST")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Origin", "https://evil.example");
        assertThat(callers(on).require(request.asServlet()).getRemoteUser()).isEqualTo("ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "null", "https://app.example,*"})
    void cookiesTogetherWithAllOriginsStopTheStart(String origins) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings()
                        .with("BETTER_AUTH_SECRET", SECRET)
                        .with("mp.jwt.token.header", "Cookie")
                        .with("taskcast.socket.origins", origins)
                        .auth())
                .withMessageStartingWith("Setting taskcast.socket.origins has ");
    }

    private Gate gate(AuthSettings settings) {
        Origins origins = origins();
        return new Gate(
                new Admission(socket, settings().session()),
                new Proxies(settings().proxy()),
                origins,
                new HttpTokens(settings, origins),
                verifier);
    }

    private HttpCallers callers(AuthSettings settings) {
        return new HttpCallers(new HttpTokens(settings, origins()), verifier, new Revocations());
    }

    private Origins origins() {
        return new Origins(socket, new Proxies(settings().proxy()), Mode.PRODUCTION);
    }

    private ProblemException refused(AuthSettings settings, HttpServletRequest request) {
        return catchThrowableOfType(
                ProblemException.class, () -> callers(settings).require(request));
    }

    private static HttpServletRequest withCookie(String name) {
        return ours(cookie(name)).asServlet();
    }

    private static SentRequest ours(SentRequest request) {
        return request.header("Sec-Fetch-Site", "same-origin");
    }

    private static SentRequest cookie(String name) {
        return new SentRequest("203.0.113.7")
                .header("Host", "gw.example")
                .header("Cookie", "other=1; " + name + "=" + TOKEN);
    }
}
