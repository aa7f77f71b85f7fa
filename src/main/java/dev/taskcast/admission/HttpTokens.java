package dev.taskcast.admission;

import dev.taskcast.auth.Bearer;
import dev.taskcast.config.AuthSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The token in the headers of a request: in {@code Authorization}, else in a cookie where {@code mp.jwt.token.header} says so.
 *
 * <p>A page cannot set {@code Authorization} for another site, but its browser sends cookies along. So a token in a cookie counts
 * for our own pages and those that are listed alone. Thread-safe.
 */
@Singleton
final class HttpTokens {
    private final Optional<String> cookie;
    private final Function<HttpServletRequest, Optional<String>> foreignByCookie;

    @Inject
    HttpTokens(AuthSettings settings, Origins origins) {
        this(settings.cookie(), origins::refusalByCookie);
    }

    private HttpTokens(Optional<String> cookie, Function<HttpServletRequest, Optional<String>> foreignByCookie) {
        this.cookie = cookie;
        this.foreignByCookie = foreignByCookie;
    }

    /** Those of {@code Authorization} alone. */
    static HttpTokens ofAuthorization() {
        return new HttpTokens(Optional.empty(), request -> Optional.empty());
    }

    /** The token of {@code request}; that of a scheme other than {@code Bearer} is none. */
    Optional<ConnectRequest.Token> of(HttpServletRequest request) {
        return authorization(request).or(() -> inCookie(request));
    }

    /** That of the header {@code Authorization}. */
    Optional<ConnectRequest.Token> authorization(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Authorization")).stream()
                .findFirst()
                .flatMap(Bearer::token)
                .map(token -> new ConnectRequest.Token(token, TokenSource.HEADER));
    }

    /** That of the cookie; browsers send the one of the longest path first. */
    Optional<ConnectRequest.Token> inCookie(HttpServletRequest request) {
        Cookie[] cookies = cookie.isPresent() ? request.getCookies() : null;
        return Stream.ofNullable(cookies)
                .flatMap(Stream::of)
                .filter(one -> cookie.get().equals(one.getName()))
                .findFirst()
                .map(one -> new ConnectRequest.Token(one.getValue(), TokenSource.COOKIE));
    }

    /** Why {@code token}, which came with {@code request}, does not count for the page that sent it; empty when it does. */
    Optional<String> foreignPage(HttpServletRequest request, ConnectRequest.Token token) {
        return token.source() == TokenSource.COOKIE ? foreignByCookie.apply(request) : Optional.empty();
    }
}
