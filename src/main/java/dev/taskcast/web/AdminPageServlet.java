package dev.taskcast.web;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operator's page at {@code /admin/ui/}: static files without data. The page asks the other routes for its data,
 * with the token that the operator types in.
 *
 * <p>The page shares a few files with the demo page, which production does not have. They are therefore also served
 * under {@code /admin/demo/}.
 */
@WebServlet({"/admin/ui", "/admin/ui/*", "/admin/demo/*"})
final class AdminPageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Pattern OWN = Pattern.compile("/admin/ui/([a-z-]+\\.(?:html|js|css))?");
    private static final Pattern SHARED =
            Pattern.compile("/admin(/demo/(?:chart\\.js|demo\\.css|dom\\.js|icon\\.svg|meter\\.js|notices\\.js))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        if (path.equals("/admin/ui")) {
            response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
            response.setHeader("Location", "ui/");
            return;
        }
        Optional<String> name = file(path);
        try (InputStream file =
                name.map(getServletContext()::getResourceAsStream).orElse(null)) {
            if (file == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            } else {
                String ending = name.get().substring(name.get().lastIndexOf('.') + 1);
                response.setContentType(TYPES.get(ending));
                response.setHeader("Cache-Control", "no-cache");
                file.transferTo(response.getOutputStream());
            }
        }
    }

    /** The application's file that {@code path} names. */
    private static Optional<String> file(String path) {
        Matcher own = OWN.matcher(path);
        if (own.matches()) {
            return Optional.of("/admin/" + Optional.ofNullable(own.group(1)).orElse("index.html"));
        }
        Matcher shared = SHARED.matcher(path);
        return shared.matches() ? Optional.of(shared.group(1)) : Optional.empty();
    }
}
