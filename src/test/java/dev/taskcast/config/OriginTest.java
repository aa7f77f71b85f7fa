package dev.taskcast.config;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins are compared as origins, and an origin that no page can have stops the start. */
class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example, https://app.example:443, true",
        "http://app.example, http://app.example:80, true",
        "HTTPS://App.Example, https://app.example, true",
        "https://app.example, http://app.example, false",
        "https://app.example, https://app.example:80, false",
        "https://app.example, https://app.example:8443, false",
        "https://app.example, https://app.example.evil.example, false",
        "https://app.example, https://www.app.example, false",
        "https://xn--bcher-kva.example, https://XN--bcher-kva.example, true",
        "http://[::1]:8080, http://[0:0:0:0:0:0:0:1]:8080, true",
        "https://[2001:DB8::1], https://[2001:db8::1]:443, true",
        "https://[2001:db8::1], https://[2001:db8::2], false",
        "capacitor://localhost, capacitor://localhost, true",
        "capacitor://localhost, ionic://localhost, false",
        "chrome-extension://aaaabbbb, chrome-extension://aaaabbbb, true",
        "file://, file://, true",
        "file://, null, false",
        "null, null, true"
    })
    void twoSpellingsOfOneOriginAreEqual(String one, String other, boolean equal) {
        assertThat(listed(one).get(0).equals(listed(other).get(0))).isEqualTo(equal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com/",
                "https://app.example.com/app",
                "https://app.example.com?x",
                "https://app.example.com#x",
                "https://*.example.com",
                "https://*",
                "*.example.com",
                "app.example.com",
                "app.example.com:443",
                "//app.example.com",
                "https:app.example.com",
                "https://",
                "http://:80",
                "https://app.example.com:",
                "https://app.example.com:0",
                "https://app.example.com:65536",
                "https://ada@app.example.com",
                "https://app example.com",
                "https://b\u00fccher.example",
                "https://[::1",
                "https://[g::1]",
                "https://[127.0.0.1.1]",
                "wss://app.example.com",
                "ws://localhost:3000",
                "NULL",
                "**",
                "https://a.example,,https://b.example",
                "https://a.example, ",
                ","
            })
    void anOriginThatCanNeverMatchStopsTheStart(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listed(origin))
                .withMessageStartingWith("Setting taskcast.socket.origins is '")
                .withMessageContaining("allowed is *, null, or an origin as a browser sends it")
                .withMessageMatching(".*'(" + java.util.regex.Pattern.quote(origin) + ")?'.*");
    }

    @Test
    void theErrorNamesTheWrongOriginOfAList() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listed("https://a.example, https://b.example/, https://c.example"))
                .withMessageContaining("'https://b.example/'");
    }

    @Test
    void aListHoldsWhatWasWritten() {
        assertThat(listed("*")).containsExactly(Origin.ANY);
        assertThat(listed("")).isEmpty();
        assertThat(listed(" https://a.example:443 , http://[::1]:3000"))
                .hasToString("[https://a.example, http://[0:0:0:0:0:0:0:1]:3000]");
    }

    @Test
    void noPageCanSayThatItIsAll() {
        assertThat(Origin.parse("*")).isEmpty();
    }

    private static List<Origin> listed(String origins) {
        return settings().with("taskcast.socket.origins", origins).socket().origins();
    }
}
