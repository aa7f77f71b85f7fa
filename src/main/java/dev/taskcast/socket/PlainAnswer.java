package dev.taskcast.socket;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * The HTTP answer to a WebSocket request that is not upgraded.
 *
 * @param headers the headers that belong to the status
 * @param sentence what is wrong; it repeats nothing of the request
 */
record PlainAnswer(int status, Map<String, String> headers, String sentence) {
    void write(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response.setHeader(header.getKey(), header.getValue());
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println(sentence);
    }
}
