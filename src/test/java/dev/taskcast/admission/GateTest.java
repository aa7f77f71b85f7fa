package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.wire.Filter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate reads from a request, and which requests it turns away, for sockets and streams. */
class GateTest {
    private static final String CLIENT = "203.0.113.7";

    private final AtomicLong descriptors = new AtomicLong();
    private final TokenVerifier verifier = new TokenVerifier(
            settings().with("BETTER_AUTH_SECRET", "s".repeat(32)).auth(), Instant::now);
    private final Gate gate = gate(settings()
            .with("taskcast.socket.upgrades-per-second", 5)
            .with("taskcast.socket.upgrades-per-address", 2)
            .socket());

    @AfterEach
    void end() {
        verifier.close();
    }

    @Test
    void aTokenComesByHeaderThenByQuery() {
        SentRequest both = request("token=query").header("Authorization", "Bearer header");
        assertThat(read(both).token()).hasValue(new ConnectRequest.Token("header", TokenSource.HEADER));
        assertThat(read(request("token=query")).token()).hasValue(new ConnectRequest.Token("query", TokenSource.QUERY));
    }

    @Test
    void aRequestWithoutAnythingIsThatOfAClientThatSendsItsTokenFirst() {
        ConnectRequest nothing = read(new SentRequest(CLIENT));
        assertThat(nothing.token()).isEmpty();
        assertThat(nothing.cursor()).isEmpty();
        assertThat(nothing.batches()).isFalse();
        assertThat(nothing.foreignPage()).isEmpty();
        assertThat(nothing.address()).isEqualTo(CLIENT);
    }

    @Test
    void anEmptyCursorInTheUrlIsNotAbsent() {
        assertThat(read(request("cursor=")).cursor()).hasValue("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc  "})
    void theWordBearerIsReadInAnyCase(String value) {
        assertThat(token(new SentRequest(CLIENT).header("authorization", value)))
                .isEqualTo("abc");
    }

    @Test
    void anotherSchemeIsNoToken() {
        assertThat(read(new SentRequest(CLIENT).header("Authorization", "Basic abc"))
                        .token())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "token=a%2Bb%3D, a+b=",
        "x=1&token=t&y, t",
        "token=first&token=second, first",
        "token=%zz, ''",
        "token=, ''"
    })
    void theQueryIsDecodedAndItsFirstTokenCounts(String query, String token) {
        assertThat(token(request(query))).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({"accept=batch, true", "accept=a%2Cbatch, true", "'accept=a,batch', true", "accept=batches, false"})
    void batchesAreSentToWhoAcceptsThem(String query, boolean batches) {
        assertThat(read(request(query)).batches()).isEqualTo(batches);
    }

    @Test
    void aFilterIsReadFromAllItsParameters() {
        ConnectRequest narrowed = read(request("event=task.*&channel=board%3A7&x=1&event=note.added&channel=%C3%A4"));
        assertThat(narrowed.subscription().filter())
                .isEqualTo(Filter.of(List.of("task.*", "note.added"), List.of("board:7", "\u00e4")));
        assertThat(narrowed.malformed()).isEmpty();
        assertThat(read(request("x=1")).subscription().filter()).isEqualTo(Filter.ALL);
    }

    @ParameterizedTest
    @CsvSource({"event=task*, event", "event=, event", "event=%zz, event", "channel=, channel", "channel=%0a, channel"})
    void aMalformedFilterIsNamed(String query, String name) {
        assertThat(read(request("channel=a&" + query)).malformed())
                .hasValueSatisfying(what -> assertThat(what).startsWith(name + " in the URL: expected at most 64 "));
    }

    @Test
    void aFilterInTheUrlIsBoundedInNumberAndLength() {
        assertThat(read(request("event=a.b&".repeat(64) + "channel=" + "c".repeat(256)))
                        .malformed())
                .isEmpty();
        assertThat(read(request("event=a.b&".repeat(65))).malformed()).isPresent();
        assertThat(read(request("channel=c&".repeat(65))).malformed()).isPresent();
        assertThat(read(request("event=" + "e".repeat(257))).malformed()).isPresent();
        assertThat(read(request("channel=" + "c".repeat(257))).malformed()).isPresent();
    }

    @Test
    void aFilterInTheUrlIsBoundedAsAWhole() {
        String half = ("event=" + "e".repeat(256) + "&").repeat(8);
        String channels = ("channel=" + "c".repeat(256) + "&").repeat(8);
        assertThat(read(request(half + channels)).malformed()).isEmpty();
        assertThat(read(request(half + channels + "channel=c")).malformed())
                .hasValue("event and channel in the URL: expected at most 4096 characters together");
    }

    @Test
    void theProgramInTheUrlIsShortAndPrintable() {
        assertThat(read(request("client=board/2.1")).client()).isEqualTo("board/2.1");
        assertThat(read(request("token=t")).client()).isEmpty();
        assertThat(read(request("client=" + "c".repeat(64))).malformed()).isEmpty();
        assertThat(read(request("client=" + "c".repeat(65))).malformed())
                .hasValueSatisfying(what -> assertThat(what).startsWith("client in the URL: expected at most 64 "));
        assertThat(read(request("client=%0a")).malformed()).isPresent();
    }

    @Test
    void aForeignPageIsTold() {
        SentRequest foreign = request("token=t").header("Host", "gw.example").header("Origin", "https://evil.example");
        assertThat(read(foreign).foreignPage()).hasValue("origin not allowed");
    }

    @Test
    void theTokenIsNotInTheText() {
        assertThat(read(request("token=secret&cursor=c")).toString()).doesNotContain("secret");
    }

    @Test
    void aClientThatComesTooFastIsTurnedAwayUnread() {
        int passed = 0;
        for (int i = 0; i < 100; i++) {
            passed += gate.isClosedTo(request("token=t").asServlet()).isEmpty() ? 1 : 0;
        }
        assertThat(passed).isBetween(4, 10);
        assertThat(gate.isClosedTo(new SentRequest("203.0.113.8").asServlet())).isEmpty();
    }

    @Test
    void withoutDescriptorsNobodyIsTaken() {
        descriptors.set(1_000);
        assertThat(gate.isClosedTo(request("token=t").asServlet())).hasValue(TurnedAway.FULL);
    }

    @Test
    void aClientThatComesBackWithARefusedTokenIsKnown() {
        ConnectRequest request = read(request("token=a.b.c"));
        assertThat(gate.refusedLately(request)).isEmpty();
        assertThatThrownBy(() -> verifier.verify("a.b.c")).isInstanceOf(Refusal.class);
        assertThat(gate.refusedLately(request)).hasValue(TurnedAway.REFUSED_TOKEN);
        assertThat(gate.refusedLately(read(request("token=d.e.f")))).isEmpty();
    }

    private String token(SentRequest request) {
        return read(request).token().map(ConnectRequest.Token::text).orElseThrow();
    }

    private ConnectRequest read(SentRequest request) {
        return gate.read(request.asServlet());
    }

    private static SentRequest request(String query) {
        return new SentRequest(CLIENT).query(query);
    }

    private Gate gate(SocketSettings socket) {
        return GateFixture.gate(
                socket, verifier, new Admission(socket, 100, new Descriptors(descriptors::get, 1_000, 0)));
    }
}
