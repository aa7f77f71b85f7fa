package dev.taskcast.harness;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A request as a client sent it: from which address, with which header lines. */
public final class SentRequest {
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String address;
    private String path = "/";
    private String method = "GET";
    private String query;
    private String below;
    private boolean secure;
    private int localPort;

    /** A request from {@code address}. */
    public SentRequest(String address) {
        this.address = address;
    }

    /** Adds a header line. */
    public SentRequest header(String name, String value) {
        headers.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
        return this;
    }

    /** Sets the query string to {@code text}. */
    public SentRequest query(String text) {
        query = text;
        return this;
    }

    /** Sets that it was sent over TLS. */
    public SentRequest secure() {
        secure = true;
        return this;
    }

    /** Sets the port that it was sent to. */
    public SentRequest to(int port) {
        localPort = port;
        return this;
    }

    /** Sets the path to {@code text}, as the container parses it. */
    public SentRequest path(String text) {
        path = text;
        return this;
    }

    /** Sets the method to {@code name}. */
    public SentRequest method(String name) {
        method = name;
        return this;
    }

    /** Sets the path below the route's path, with its slash. */
    public SentRequest below(String path) {
        below = path;
        return this;
    }

    /** The request as the container shows it. */
    public HttpServletRequest asServlet() {
        return Fake.of(HttpServletRequest.class, (asked, arguments) -> switch (asked) {
            case "getHeader" ->
                lines(arguments[0]).isEmpty() ? null : lines(arguments[0]).get(0);
            case "getHeaders" -> Collections.enumeration(lines(arguments[0]));
            case "getCookies" -> cookies();
            case "getRemoteAddr" -> address;
            case "getHeaderNames" -> Collections.enumeration(headers.keySet());
            case "getServletPath" -> path;
            case "getMethod" -> method;
            case "getQueryString" -> query;
            case "getPathInfo" -> below;
            case "getLocalPort" -> localPort;
            case "isSecure" -> secure;
            default -> throw new UnsupportedOperationException(asked);
        });
    }

    private Cookie[] cookies() {
        return lines("Cookie").stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(pair -> pair.strip().split("=", 2))
                .map(pair -> new Cookie(pair[0], pair[1]))
                .toArray(Cookie[]::new);
    }

    private List<String> lines(Object name) {
        return headers.getOrDefault((String) name, List.of());
    }
}
