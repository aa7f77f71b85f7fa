package dev.taskcast.web;

import dev.taskcast.config.Mode;
import dev.taskcast.wire.Sha256;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the client library so that browsers keep it, and never keep an old one: {@code /client/taskcast.js} leads to
 * {@code /client/<version>/taskcast.js}, which never changes. The version is a hash over all files; another version, of a page
 * that a former release served, leads to the current one. Any page may load them.
 *
 * <p>In development files change while the server runs, so they are asked for every time.
 */
final class ClientFilesFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String FOLDER = "/client/";
    private static final Pattern FILE = Pattern.compile("/client/(?:([0-9a-f]+)/)?([a-z-]+\\.js)");
    private static final int VERSION_LENGTH = 12;

    private final transient Mode mode;
    private String version = "";

    /** For the container. */
    @Inject
    ClientFilesFilter(Mode mode) {
        this.mode = mode;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        version = version(config.getServletContext());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "no-cache");
        Matcher file = FILE.matcher(
                request.getRequestURI().substring(request.getContextPath().length()));
        if (!file.matches() || getServletContext().getResource(FOLDER + file.group(2)) == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (mode == Mode.DEVELOPMENT) {
            chain.doFilter(request, response);
        } else if (version.equals(file.group(1))) {
            response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
            request.getRequestDispatcher(FOLDER + file.group(2)).forward(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
            response.setHeader("Location", (file.group(1) == null ? "" : "../") + version + "/" + file.group(2));
        }
    }

    /** The same for the same files on every replica. */
    private static String version(ServletContext context) {
        try {
            MessageDigest digest = Sha256.start();
            for (String path : new TreeSet<>(context.getResourcePaths(FOLDER))) {
                try (InputStream file = path.endsWith(".js") ? context.getResourceAsStream(path) : null) {
                    if (file != null) {
                        digest.update(path.getBytes(StandardCharsets.UTF_8));
                        digest.update(file.readAllBytes());
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
