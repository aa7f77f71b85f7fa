package dev.taskcast.ingest;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /openapi}: the HTTP edge as an OpenAPI 3.1 document.
 *
 * <p>The document is written by hand, and a test compares it with the code. The server's own feature would scan the
 * application at each start and would serve its user interface in production too.
 */
@WebServlet("/openapi")
final class OpenApiServlet extends HttpServlet {
    static final String DOCUMENT = "/WEB-INF/openapi.json";
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (InputStream document = getServletContext().getResourceAsStream(DOCUMENT)) {
            Answer.json(200, new String(document.readAllBytes(), StandardCharsets.UTF_8))
                    .send(response);
        }
    }
}
