package dev.taskcast.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Settings {@code taskcast.…} and variables {@code TASKCAST_…} that were given but are never read. */
public final class UnknownSettings {
    private static final String REFERENCE = "/META-INF/microprofile-config.properties";
    private static final String KEYS = "taskcast.";
    private static final String VARIABLES = "TASKCAST_";

    private final SettingValues settings;
    private final Iterable<String> given;
    private final Function<String, Optional<String>> value;

    UnknownSettings(SettingValues settings, Iterable<String> given, Function<String, Optional<String>> value) {
        this.settings = settings;
        this.given = given;
        this.value = value;
    }

    /** One sentence for each such setting. Call this method after all settings were read. */
    public List<String> sentences() {
        // Some keys with a default are read only if another setting is set.
        Set<String> keys = Stream.concat(settings.asked().stream(), reference().stream())
                .filter(key -> key.startsWith(KEYS))
                .collect(Collectors.toSet());
        List<String> variables = that(VARIABLES);
        // The server shows a variable under the name of a key as well.
        List<String> ownKeys = that(KEYS).stream()
                .filter(key -> !variables.contains(UnknownNames.variable(key)))
                .toList();
        List<String> sentences = new ArrayList<>(new UnknownNames(keys).among(ownKeys, value));
        sentences.addAll(new UnknownNames(UnknownNames.variables(keys)).among(variables, value));
        return sentences;
    }

    /** The keys that have a default. */
    private static Set<String> reference() {
        Properties properties = new Properties();
        try (InputStream file = UnknownSettings.class.getResourceAsStream(REFERENCE)) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.stringPropertyNames();
    }

    private List<String> that(String begin) {
        return StreamSupport.stream(given.spliterator(), false)
                .filter(name -> name.startsWith(begin))
                .toList();
    }
}
