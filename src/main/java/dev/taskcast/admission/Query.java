package dev.taskcast.admission;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a URL in UTF-8; a container may read them differently. A name may occur several times. */
public final class Query {
    private final Map<String, List<String>> parameters = new HashMap<>();

    /** Parses the text after the question mark, which may be empty. */
    public Query(String text) {
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters
                        .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                        .add(decoded(pair.substring(equals + 1)));
            }
        }
    }

    /** The parameters of {@code request}. */
    public static Query of(HttpServletRequest request) {
        String text = request.getQueryString();
        return new Query(text == null ? "" : text);
    }

    /** The first parameter of this name. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** All parameters of this name, in their order. */
    public List<String> parameters(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
