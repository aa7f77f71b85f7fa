package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.SentRequest;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's address is the one that trusted proxies tell. Nothing that the client wrote itself counts. */
class ProxiesTest {
    private static final String PROXY = "10.0.0.1";
    private static final Proxies BY_X_FORWARDED = proxies(false);
    private static final Proxies BY_FORWARDED = proxies(true);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "198.51.100.1, 203.0.113.7 | 203.0.113.7",
                "198.51.100.1, 203.0.113.7, 10.0.0.2, 10.9.9.9 | 203.0.113.7",
                "10.0.0.7, 203.0.113.7 | 203.0.113.7",
                "198.51.100.1,203.0.113.7 | 203.0.113.7",
                "203.0.113.7:4711 | 203.0.113.7",
                "[2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
                "[2001:db8::7] | 2001:db8:0:0:0:0:0:7",
                "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "::ffff:203.0.113.7 | 203.0.113.7",
                ", ,203.0.113.7, , | 203.0.113.7",
                "evil, 203.0.113.7 | 203.0.113.7",
                "\", 203.0.113.7 | 203.0.113.7"
            })
    void theRightmostAddressThatIsNoTrustedProxyCounts(String header, String client) {
        assertThat(BY_X_FORWARDED.client(
                        new SentRequest(PROXY).header("X-Forwarded-For", header).asServlet()))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "203.0.113.7, unknown",
                "203.0.113.7, _hidden",
                "203.0.113.7, evil.example",
                "203.0.113.7, 999.1.1.1",
                "203.0.113.7, 1",
                "203.0.113.7, ::1::",
                "203.0.113.7, zz:1",
                "203.0.113.7, [::1",
                "203.0.113.7, fe80::1%eth0",
                "10.0.0.2, 10.0.0.3",
                ",",
                ""
            })
    void withoutAnAddressFromTheProxyTheClientIsUnknown(String header) {
        assertThat(BY_X_FORWARDED.client(
                        new SentRequest(PROXY).header("X-Forwarded-For", header).asServlet()))
                .isEmpty();
    }

    @Test
    void aRequestOfAProxyWithoutAHeaderHasNoClientAddress() {
        assertThat(BY_X_FORWARDED.client(new SentRequest(PROXY).asServlet())).isEmpty();
    }

    @Test
    void severalLinesAreOneList() {
        SentRequest request = new SentRequest(PROXY)
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-For", "198.51.100.2, 203.0.113.7")
                .header("X-Forwarded-For", "10.0.0.2");
        assertThat(BY_X_FORWARDED.client(request.asServlet())).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.99", "192.168.1.1", "2001:db8:0:0:0:0:0:1"})
    void aHeaderOfAnUntrustedPeerDoesNotCount(String peer) {
        SentRequest request = new SentRequest(peer)
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Proto", "https")
                .header("Forwarded", "for=198.51.100.1;proto=https");
        assertThat(BY_X_FORWARDED.client(request.asServlet())).isEqualTo(peer);
        assertThat(BY_FORWARDED.client(request.asServlet())).isEqualTo(peer);
        assertThat(BY_X_FORWARDED.isSecure(request.asServlet())).isFalse();
        assertThat(BY_FORWARDED.isSecure(request.asServlet())).isFalse();
    }

    @Test
    void onlyTheConfiguredForwardingHeaderCounts() {
        SentRequest both = new SentRequest(PROXY)
                .header("X-Forwarded-For", "203.0.113.7")
                .header("X-Forwarded-Proto", "https")
                .header("Forwarded", "for=198.51.100.1;proto=http");
        assertThat(BY_X_FORWARDED.client(both.asServlet())).isEqualTo("203.0.113.7");
        assertThat(BY_X_FORWARDED.isSecure(both.asServlet())).isTrue();
        assertThat(BY_FORWARDED.client(both.asServlet())).isEqualTo("198.51.100.1");
        assertThat(BY_FORWARDED.isSecure(both.asServlet())).isFalse();
        SentRequest other = new SentRequest(PROXY).header("Forwarded", "for=198.51.100.1;proto=https");
        assertThat(BY_X_FORWARDED.client(other.asServlet())).isEmpty();
        assertThat(BY_X_FORWARDED.isSecure(other.asServlet())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7 | 203.0.113.7",
                "for=198.51.100.1, for=203.0.113.7;proto=https;by=10.0.0.1 | 203.0.113.7",
                "FOR=\"203.0.113.7:4711\" | 203.0.113.7",
                "proto=https; For = \"[2001:db8::7]:4711\" | 2001:db8:0:0:0:0:0:7",
                "for=203.0.113.7, for=10.0.0.2 | 203.0.113.7",
                "for=\"x, for=203.0.113.7 | 203.0.113.7",
                "for=\"10.0.0.9, for=203.0.113.7;host=\"a,b\", for=\"10.0.0.2\" | 203.0.113.7",
                "for=203.0.113.7, for=unknown | ''",
                "for=203.0.113.7, for=\"_hidden\" | ''",
                "for=203.0.113.7, by=10.0.0.1 | ''",
                "for=203.0.113.7, garbage | ''"
            })
    void forwardedIsReadAsItsStandardSays(String header, String client) {
        assertThat(BY_FORWARDED.client(
                        new SentRequest(PROXY).header("Forwarded", header).asServlet()))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "https, true",
        "HTTPS, true",
        "wss, true",
        "http, false",
        "'https, http', true",
        "'http, https', false",
        "'', false",
        "httpsx, false"
    })
    void aTrustedProxyTellsWhetherItWasAskedByTls(String header, boolean secure) {
        assertThat(BY_X_FORWARDED.isSecure(new SentRequest(PROXY)
                        .header("X-Forwarded-Proto", header)
                        .asServlet()))
                .isEqualTo(secure);
    }

    @Test
    void ourOwnTlsCountsForAnyHeader() {
        assertThat(BY_X_FORWARDED.isSecure(
                        new SentRequest("203.0.113.7").secure().asServlet()))
                .isTrue();
        SentRequest inside = new SentRequest(PROXY).secure().header("X-Forwarded-Proto", "http");
        assertThat(BY_X_FORWARDED.isSecure(inside.asServlet())).isTrue();
    }

    /** The header is full of elements, of each kind that makes the parser read on. */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9", "", "\"", "unknown", "for=10.0.0.9", "for=\"10.0.0.9"})
    void tenThousandElementsAreRead(String element) {
        String many = String.join(",", Collections.nCopies(10_000, element));
        SentRequest request = new SentRequest(PROXY)
                .header("X-Forwarded-For", many + ",203.0.113.7")
                .header("X-Forwarded-Proto", many)
                .header("Forwarded", many + ",for=203.0.113.7");
        assertThat(BY_X_FORWARDED.client(request.asServlet())).isEqualTo("203.0.113.7");
        assertThat(BY_FORWARDED.client(request.asServlet())).isEqualTo("203.0.113.7");
        assertThat(BY_X_FORWARDED.isSecure(request.asServlet())).isFalse();
        assertThat(BY_X_FORWARDED.client(
                        new SentRequest(PROXY).header("X-Forwarded-For", many).asServlet()))
                .isEmpty();
    }

    private static Proxies proxies(boolean forwarded) {
        return new Proxies(settings()
                .with("taskcast.proxy.trusted", "10.0.0.0/8")
                .with("taskcast.proxy.forwarded", forwarded)
                .proxy());
    }
}
