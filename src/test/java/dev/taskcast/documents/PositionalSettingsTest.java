package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.DaprSettings;
import dev.taskcast.config.DrainSettings;
import dev.taskcast.config.IngestSettings;
import dev.taskcast.config.IssuerSettings;
import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A test names a setting by its key: {@code settings().with("taskcast.socket.max-connections", 2)}. */
class PositionalSettingsTest {
    private static final List<Class<?>> LONG = List.of(
            AuthSettings.class,
            DaprSettings.class,
            DrainSettings.class,
            IngestSettings.class,
            IssuerSettings.class,
            KafkaSettings.class,
            SessionSettings.class,
            SocketSettings.class);

    @Test
    void noTestHasARowOfValuesThatOnlyTheirOrderExplains() {
        String names = LONG.stream().map(Class::getSimpleName).collect(Collectors.joining("|"));
        assertThat(sources()).hasSizeGreaterThan(100).allSatisfy(source -> assertThat(
                        source.found("(new (?:" + names + ")\\()"))
                .as(source.path().toString())
                .isEmpty());
    }

    @Test
    void everyOtherRecordOfSettingsIsReadAtAGlance() {
        List<String> names = LONG.stream().map(Class::getSimpleName).toList();
        assertThat(Document.under("src/main/java/dev/taskcast/config", "Settings.java"))
                .filteredOn(source ->
                        !names.contains(source.path().getFileName().toString().replace(".java", "")))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.matches("\n \\* @param "))
                        .as(source.path().toString())
                        .hasSizeLessThan(5));
    }

    private static List<Document> sources() {
        return Stream.of("src/test/java", "bench/java")
                .flatMap(folder -> Document.under(folder, ".java").stream())
                .toList();
    }
}
