package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.SentRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in which a browser sends a token with its upgrade. */
class SubprotocolTokenTest {
    private static final String CARRIED = "base64url.bearer.taskcast.cHJvdG9jb2w"; // "protocol"

    @Test
    void theTokenMayShareTheHeaderLineOfTheProtocolOrHaveItsOwn() {
        assertThat(of("taskcast.v1, " + CARRIED)).hasValue("protocol");
        assertThat(of("taskcast.v1", CARRIED)).hasValue("protocol");
        assertThat(of("taskcast.v1")).isEmpty();
        assertThat(of()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"base64url.bearer.taskcast.", "base64url.bearer.taskcast.!!", "base64url.bearer.taskcast.A"})
    void aTextThatIsNotBase64IsAnEmptyToken(String protocol) {
        assertThat(of(protocol)).hasValue("");
    }

    private static Optional<String> of(String... lines) {
        SentRequest request = new SentRequest("192.0.2.1");
        for (String line : lines) {
            request.header("Sec-WebSocket-Protocol", line);
        }
        return SubprotocolToken.of(request.asServlet());
    }
}
