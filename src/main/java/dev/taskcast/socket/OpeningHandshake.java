package dev.taskcast.socket;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A checked WebSocket request (RFC 6455 §4.2.1), in the form that the container sees.
 *
 * <p>If the container finds a fault, it writes a dump with the query and the headers. So it only sees what cannot be
 * faulty: one clean line of each header that it reads. It sees no other header, no cookie, no query and no token.
 *
 * <p>It gets no HTTP session either. It would create a session and a cookie for every upgrade. That costs memory, and
 * the socket would be closed when the session expires.
 */
final class OpeningHandshake extends HttpServletRequestWrapper {
    /** The status for which the servlet API has no constant (RFC 9110 §15.5.22). */
    static final int UPGRADE_REQUIRED = 426;

    private static final String WEBSOCKET = "websocket";
    private static final String VERSION = "13";
    private static final String UPGRADE = "Upgrade";
    private static final String CONNECTION = "Connection";
    private static final String VERSION_HEADER = "Sec-WebSocket-Version";
    private static final String KEY_HEADER = "Sec-WebSocket-Key";
    static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";
    private static final int KEY_BYTES = 16;
    /** HTTP/1.0 does not have {@code Upgrade}, and HTTP/2 does not have it either. */
    private static final Pattern HTTP_WITH_UPGRADE = Pattern.compile("HTTP/1\\.[1-9]");

    /** The headers of an answer that asks the client to upgrade. */
    static final Map<String, String> OFFER = Map.of(UPGRADE, WEBSOCKET, CONNECTION, UPGRADE, VERSION_HEADER, VERSION);

    private final Map<String, String> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** Wraps a request in which {@link #fault} finds no fault. */
    OpeningHandshake(HttpServletRequest request) {
        super(request);
        shown.put("Host", request.getHeader("Host"));
        shown.put(UPGRADE, WEBSOCKET);
        shown.put(CONNECTION, UPGRADE);
        shown.put(VERSION_HEADER, VERSION);
        shown.put(KEY_HEADER, request.getHeader(KEY_HEADER).strip());
        if (items(request, PROTOCOL_HEADER).contains(TaskcastEndpoint.SUBPROTOCOL)) {
            shown.put(PROTOCOL_HEADER, TaskcastEndpoint.SUBPROTOCOL);
        }
    }

    /** The first fault of {@code request}. */
    static Optional<HandshakeFault> fault(HttpServletRequest request) {
        if (!request.getMethod().equals("GET")) {
            return Optional.of(HandshakeFault.METHOD);
        } else if (!HTTP_WITH_UPGRADE.matcher(request.getProtocol()).matches()) {
            return Optional.of(HandshakeFault.HTTP_VERSION);
        } else if (!hasAddress(request)) {
            return Optional.of(HandshakeFault.MALFORMED);
        } else if (declaresBody(request)) {
            return Optional.of(HandshakeFault.BODY);
        } else if (!has(request, UPGRADE, WEBSOCKET)) {
            return Optional.of(HandshakeFault.NO_UPGRADE);
        } else if (!has(request, CONNECTION, "upgrade")) {
            return Optional.of(HandshakeFault.CONNECTION);
        } else if (!only(request, VERSION_HEADER).equals(Optional.of(VERSION))) {
            return Optional.of(HandshakeFault.WEBSOCKET_VERSION);
        }
        return only(request, KEY_HEADER).filter(OpeningHandshake::isKey).isPresent()
                ? Optional.empty()
                : Optional.of(HandshakeFault.KEY);
    }

    /** Whether the container could take {@code request} for a WebSocket request. */
    static boolean isIn(HttpServletRequest request) {
        if (request.getMethod().equals("GET")) {
            for (String line : lines(request, UPGRADE)) {
                if (line.toLowerCase(Locale.ROOT).contains(WEBSOCKET)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * An upgrade has no body. If it had one, the container would read the body and the socket's frames side by side.
     * When such a client left, one of the container's threads could block forever closing the dead connection.
     */
    private static boolean declaresBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0
                || !lines(request, "Transfer-Encoding").isEmpty()
                || lines(request, "Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    private static boolean hasAddress(HttpServletRequest request) {
        try {
            return only(request, "Host").isPresent()
                    && new URI(request.getRequestURL() + "?" + request.getQueryString()).isAbsolute();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static boolean isKey(String value) {
        try {
            // With padding: the container accepts no other form.
            return value.endsWith("==") && Base64.getDecoder().decode(value).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean has(HttpServletRequest request, String header, String item) {
        for (String there : items(request, header)) {
            if (there.equalsIgnoreCase(item)) {
                return true;
            }
        }
        return false;
    }

    /** The items of a header that is a list; the list may come in several lines (RFC 9110 §5.3). */
    static List<String> items(HttpServletRequest request, String header) {
        List<String> items = new ArrayList<>();
        for (String line : lines(request, header)) {
            for (String item : line.split(",")) {
                items.add(item.strip());
            }
        }
        return items;
    }

    /** The value of a header that occurs exactly once. */
    private static Optional<String> only(HttpServletRequest request, String header) {
        List<String> lines = lines(request, header);
        return lines.size() == 1
                ? Optional.of(lines.get(0).strip()).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    private static List<String> lines(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(shown.keySet());
    }

    @Override
    public String getHeader(String name) {
        return shown.get(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(shown.containsKey(name) ? List.of(shown.get(name)) : List.of());
    }

    @Override
    public Cookie[] getCookies() {
        return null;
    }

    @Override
    public String getQueryString() {
        return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        Optional<T> handler = ContainerUpgrade.handler(getRequest(), type);
        return handler.isPresent() ? handler.get() : super.upgrade(type);
    }

    @Override
    public HttpSession getSession() {
        return null;
    }

    @Override
    public HttpSession getSession(boolean create) {
        return null;
    }
}
