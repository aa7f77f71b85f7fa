package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from an upgrade request. */
class HandshakeTest {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String CARRIED = "base64url.bearer.taskcast.cHJvdG9jb2w"; // "protocol"

    @Test
    void aTokenComesByProtocolThenByHeaderThenByQuery() {
        FakeRequest all = new FakeRequest("token=query")
                .header(PROTOCOL, "taskcast.v1, " + CARRIED)
                .header("Authorization", "Bearer header");
        assertThat(of(all).token()).hasValue("protocol");
        assertThat(of(all).tokenInQuery()).isFalse();
        FakeRequest two = new FakeRequest("token=query").header("Authorization", "Bearer header");
        assertThat(of(two).token()).hasValue("header");
        assertThat(of(two).tokenInQuery()).isFalse();
        FakeRequest one = new FakeRequest("token=query");
        assertThat(of(one).token()).hasValue("query");
        assertThat(of(one).tokenInQuery()).isTrue();
    }

    @Test
    void aRequestWithoutAnythingIsThatOfAClientThatSendsItsTokenFirst() {
        Handshake handshake = of(new FakeRequest(null));
        assertThat(handshake.token()).isEmpty();
        assertThat(handshake.cursor()).isEmpty();
        assertThat(handshake.batches()).isFalse();
    }

    @Test
    void theProtocolThatCarriesTheTokenMayComeInAHeaderLineOfItsOwn() {
        FakeRequest request =
                new FakeRequest(null).header(PROTOCOL, "taskcast.v1").header(PROTOCOL, CARRIED);
        assertThat(of(request).token()).hasValue("protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"base64url.bearer.taskcast.", "base64url.bearer.taskcast.!!", "base64url.bearer.taskcast.A"})
    void whatIsNotBase64IsAnEmptyToken(String protocol) {
        assertThat(of(new FakeRequest(null).header(PROTOCOL, protocol)).token()).hasValue("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc  "})
    void theWordBearerIsReadInAnyCase(String value) {
        assertThat(of(new FakeRequest(null).header("authorization", value)).token())
                .hasValue("abc");
    }

    @Test
    void anotherSchemeIsNoToken() {
        assertThat(of(new FakeRequest(null).header("Authorization", "Basic abc"))
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
        assertThat(of(new FakeRequest(query)).token()).hasValue(token);
    }

    @ParameterizedTest
    @CsvSource({"accept=batch, true", "accept=a%2Cbatch, true", "'accept=a,batch', true", "accept=batches, false"})
    void batchesAreSentToWhoAcceptsThem(String query, boolean batches) {
        assertThat(of(new FakeRequest(query)).batches()).isEqualTo(batches);
    }

    @Test
    void theTokenIsNotInTheText() {
        Handshake handshake = of(new FakeRequest("token=secret&cursor=c"));
        assertThat(handshake.toString()).doesNotContain("secret");
    }

    private static Handshake of(FakeRequest request) {
        return Handshake.of(request::lines, request.query(), Optional.empty(), "192.0.2.1");
    }
}
