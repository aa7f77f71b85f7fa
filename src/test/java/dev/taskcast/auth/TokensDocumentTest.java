package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.AuthSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/tokens.md says what the code does. */
class TokensDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/tokens.md");
    private static final Path REFERENCE = Path.of("src/main/resources/META-INF/microprofile-config.properties");

    @Test
    void everySettingIsListedWithItsDefault() throws IOException {
        Map<String, String> listed = new LinkedHashMap<>();
        found("(?m)^\\| `([\\w.-]+)` \\| (?:`([^`]*)`)? ?\\|", Files.readString(DOCUMENT))
                .forEach(row -> listed.put(row.group(1), row.group(2) == null ? "" : row.group(2)));
        String section = Files.readString(REFERENCE).split("# --- (auth|tracing): ")[1];
        Map<String, String> given = new LinkedHashMap<>();
        found("(?m)^(?:#  +)?((?:taskcast|mp|BETTER)[\\w.-]+)(?:=(.*)|  .*)$", section)
                .forEach(row -> given.put(row.group(1), row.group(2) == null ? "" : row.group(2)));

        assertThat(given).hasSizeGreaterThan(20);
        assertThat(listed).containsExactlyInAnyOrderEntriesOf(given);
    }

    @Test
    void everyReasonIsExplained() throws IOException {
        String document = Files.readString(DOCUMENT);
        String table = document.substring(document.indexOf("## Why a token was refused"));
        List<String> explained = found("(?m)^\\| `([^`]+)` \\|", table).stream()
                .map(row -> row.group(1))
                .toList();

        assertThat(explained)
                .containsExactlyElementsOf(Arrays.stream(TokenFault.values())
                        .map(it -> it.refusal().reason())
                        .toList());
    }

    @Test
    void theWorkedConfigurationsAreAccepted() throws IOException {
        List<List<String>> issuers = new ArrayList<>();
        for (MatchResult block : found("(?s)```properties\n(.*?)```", Files.readString(DOCUMENT))) {
            Properties example = new Properties();
            example.load(new StringReader(block.group(1)));
            Map<String, String> given =
                    example.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, example::getProperty));
            AuthSettings settings = settings().withAll(given).auth();
            issuers.add(settings.issuers().stream().map(it -> it.name()).toList());
        }

        assertThat(issuers)
                .containsExactly(
                        List.of("BETTER_AUTH_SECRET"),
                        List.of("mp.jwt.verify.publickey"),
                        List.of("BETTER_AUTH_SECRET", "app", "keycloak"));
    }

    private static List<MatchResult> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }
}
