package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The cases of the Autobahn test suite that apply, run by {@code proof/rfc6455.py}. */
class Rfc6455IT extends EdgeScenario {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Pattern DIFFERENCE = Pattern.compile("(?m)^differs +([0-9]+(?:\\.[0-9]+)+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([0-9]+(?:\\.[0-9]+)+) \\|");

    @Test
    void theGatewaySpeaksWebSocketExceptWhereTheListSaysSo() throws Exception {
        Tool.needs("python3", "Python", "the cases of RFC 6455 are not run");
        String socket = "ws://127.0.0.1:" + Gateway.uri("/").getPort() + "/ws";
        String printed = Tool.output(
                PROJECT, "python3", "proof/rfc6455.py", socket, Gateway.tokens().of(Devices.user("framed")));
        assertThat(printed).contains(", 0 WRONG").containsPattern("(?m)^right +5\\.19 ");
        assertThat(numbers(DIFFERENCE, printed))
                .as("the list of differences in docs/rfc6455.md")
                .isEqualTo(numbers(ROW, Files.readString(PROJECT.resolve("docs/rfc6455.md"))));
    }

    private static Set<String> numbers(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }
}
