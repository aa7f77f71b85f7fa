package dev.taskcast.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An upgrade request with the headers and the query that the test gives it. */
final class FakeRequest {
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String query;

    FakeRequest(String query) {
        this.query = query;
    }

    FakeRequest header(String name, String value) {
        headers.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
        return this;
    }

    List<String> lines(String name) {
        return headers.getOrDefault(name, List.of());
    }

    String query() {
        return query;
    }
}
