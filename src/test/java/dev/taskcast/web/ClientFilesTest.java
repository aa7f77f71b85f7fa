package dev.taskcast.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of a gateway below a context root connects there by default. */
class ClientFilesTest {
    private static final Path CLIENT = Path.of("src/main/webapp/client");

    @ParameterizedTest
    @ValueSource(strings = {"taskcast.js", "taskcast.min.js"})
    void theDefaultAddressIsBelowTheContextRoot(String name) throws IOException {
        String atTheRoot = served("", name);
        assertThat(atTheRoot).isEqualTo(Files.readString(CLIENT.resolve(name))).containsOnlyOnce("/ws");
        String below = served("/live/tasks", name);
        assertThat(below).containsOnlyOnce("\"/live/tasks/ws\"");
        assertThat(below.replace("\"/live/tasks/ws\"", "'/ws'")).isEqualTo(atTheRoot.replace("\"/ws\"", "'/ws'"));
    }

    @Test
    void nothingElseOfTheClientIsChanged() throws IOException {
        assertThat(served("/live", "react.js")).isEqualTo(Files.readString(CLIENT.resolve("react.js")));
        assertThat(served("/live", "tabs.js")).isEqualTo(Files.readString(CLIENT.resolve("tabs.js")));
    }

    /** A browser keeps a version forever, so another content must have another version. */
    @Test
    void theVersionIsAnotherOne() throws IOException {
        assertThat(ClientFiles.below("/live", files()).version())
                .isNotEqualTo(ClientFiles.below("", files()).version());
    }

    private static String served(String contextPath, String name) throws IOException {
        return new String(
                ClientFiles.below(contextPath, files())
                        .named(name)
                        .orElseThrow()
                        .plain(),
                UTF_8);
    }

    private static SortedMap<String, byte[]> files() throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : new String[] {"taskcast.js", "taskcast.min.js", "react.js", "tabs.js", "stores.js"}) {
            files.put(name, Files.readAllBytes(CLIENT.resolve(name)));
        }
        return files;
    }
}
