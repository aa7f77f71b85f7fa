package dev.taskcast.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A file of the client, as bytes that nobody changes.
 *
 * @param type its media type
 * @param plain its content
 * @param gzip its content compressed; empty if the content is compressed already
 */
record ClientFile(String type, byte[] plain, byte[] gzip) {
    static ClientFile text(String path, byte[] content) {
        String type = path.endsWith(".js") ? "text/javascript;charset=utf-8" : "text/plain;charset=utf-8";
        return new ClientFile(type, content, ClientPackage.compressed(content));
    }

    static ClientFile archive(byte[] content) {
        return new ClientFile("application/gzip", content, new byte[0]);
    }

    /** Answers with this file, compressed if the request accepts gzip. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accepted = request.getHeader("Accept-Encoding");
        boolean small =
                gzip.length > 0 && accepted != null && accepted.matches("(?i)(.*[ ,])?gzip(?!;q=0(\\.0*)?(,|$)).*");
        response.setContentType(type);
        response.addHeader("Vary", "Accept-Encoding");
        if (small) {
            response.setHeader("Content-Encoding", "gzip");
        }
        byte[] body = small ? gzip : plain;
        response.setContentLength(body.length);
        if (!"HEAD".equals(request.getMethod())) {
            response.getOutputStream().write(body);
        }
    }
}
