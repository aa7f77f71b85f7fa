package dev.taskcast.web;

import dev.taskcast.config.Mode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the client library so that browsers cache it and never use an outdated copy. {@code /client/taskcast.js}
 * redirects to {@code /client/<version>/taskcast.js}, which never changes.
 *
 * <p>The version is a hash over all files. A page of an earlier release asks for another version; it is redirected to
 * the current one. Any page may load the files. {@code taskcast.tgz} is the whole library as an npm package.
 *
 * <p>In development the files change while the server runs, so browsers must ask each time.
 */
final class ClientFilesFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Pattern FILE = Pattern.compile(
            "/client/(?:([0-9a-f]+)/)?([a-z-]+(?:\\.min)?\\.(?:js|d\\.ts)|" + ClientFiles.PACKAGE + ")");

    private final transient Mode mode;
    private transient ClientFiles files;

    /** The container calls this. */
    @Inject
    ClientFilesFilter(Mode mode) {
        this.mode = mode;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        files = ClientFiles.read(config.getServletContext());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "no-cache");
        Matcher path = FILE.matcher(
                request.getRequestURI().substring(request.getContextPath().length()));
        if (!path.matches()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (isServedAsItIs(path.group(2))) {
            chain.doFilter(request, response);
        } else {
            send(path, request, response);
        }
    }

    /**
     * Whether the file is served unchanged: in development, except below a context root, where the client connects to
     * another address.
     */
    private boolean isServedAsItIs(String name) throws IOException {
        return mode == Mode.DEVELOPMENT
                && getServletContext().getContextPath().isEmpty()
                && getServletContext().getResource("/client/" + name) != null;
    }

    private void send(Matcher path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean changes = mode == Mode.DEVELOPMENT;
        ClientFiles now = changes ? ClientFiles.read(getServletContext()) : files;
        Optional<ClientFile> file = now.named(path.group(2));
        if (file.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (changes) {
            file.get().send(request, response);
        } else if (now.version().equals(path.group(1))) {
            response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
            file.get().send(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
            response.setHeader("Location", (path.group(1) == null ? "" : "../") + now.version() + "/" + path.group(2));
        }
    }
}
