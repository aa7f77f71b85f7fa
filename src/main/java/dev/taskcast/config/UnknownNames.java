package dev.taskcast.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of settings that were given but are never read, each with the nearest known name. It never shows a value.
 *
 * <p>Kubernetes creates variables for each Service, and they may have such names. These are not settings.
 */
public final class UnknownNames {
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            ".*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(?i)(tcp|udp|sctp)://.*");

    private final Set<String> known;

    /** Creates one that treats every name outside {@code known} as unknown. */
    public UnknownNames(Set<String> known) {
        this.known = new TreeSet<>(known);
    }

    /** The unknown names in {@code given}, as sentences, in order; {@code value} returns the value of a name. */
    public List<String> among(Iterable<String> given, Function<String, Optional<String>> value) {
        Set<String> found = new TreeSet<>();
        for (String name : given) {
            if (!known.contains(name) && !isOfAService(name, value)) {
                found.add(name);
            }
        }
        return found.stream().map(this::sentence).toList();
    }

    /** These names as environment variables. */
    public static Set<String> variables(Set<String> keys) {
        return keys.stream().map(UnknownNames::variable).collect(Collectors.toSet());
    }

    /** The environment variable that is read for {@code key}. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private String sentence(String name) {
        return name
                + Nearest.to(name, known)
                        .map(near -> "; the nearest one is " + near)
                        .orElse("");
    }

    private static boolean isOfAService(String name, Function<String, Optional<String>> value) {
        return OF_A_SERVICE.matcher(name).matches()
                || name.endsWith("_PORT")
                        && value.apply(name)
                                .filter(text ->
                                        ADDRESS_OF_A_SERVICE.matcher(text).matches())
                                .isPresent();
    }
}
