package dev.taskcast.admission;

import dev.taskcast.auth.Bearer;
import dev.taskcast.config.AuthSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The token in the headers of a request: in {@code Authorization}, or else in a cookie if {@code mp.jwt.token.header}
 * says so.
 *
 * <p>A page cannot set {@code Authorization} for another site. But its browser sends cookies with the request, even
 * cookies that another host of the same site has set. So a cookie counts only for our own pages; in an upgrade, it also
 * counts for listed pages. It counts only if no other cookie has its name. A cookie that does not count is ignored.
 * Thread-safe.
 */
@Singleton
final class HttpTokens {
    private final Optional<String> cookie;
    private final Predicate<HttpServletRequest> isOurPage;
    private final Predicate<HttpServletRequest> mayUseInUpgrade;

    @Inject
    HttpTokens(AuthSettings settings, Origins origins) {
        this(settings.cookie(), origins::isOurPage, origins::mayUseCookies);
    }

    private HttpTokens(
            Optional<String> cookie,
            Predicate<HttpServletRequest> isOurPage,
            Predicate<HttpServletRequest> mayUseInUpgrade) {
        this.cookie = cookie;
        this.isOurPage = isOurPage;
        this.mayUseInUpgrade = mayUseInUpgrade;
    }

    /** Reads only {@code Authorization}. */
    static HttpTokens ofAuthorization() {
        return new HttpTokens(Optional.empty(), request -> false, request -> false);
    }

    /** The token of {@code request}. A header with a scheme other than {@code Bearer} has no token. */
    Optional<ConnectRequest.Token> of(HttpServletRequest request) {
        return authorization(request).or(() -> inCookie(request));
    }

    /** The token in the header {@code Authorization}. */
    Optional<ConnectRequest.Token> authorization(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Authorization")).stream()
                .findFirst()
                .flatMap(Bearer::token)
                .map(token -> new ConnectRequest.Token(token, TokenSource.HEADER));
    }

    /** The token in the cookie. */
    Optional<ConnectRequest.Token> inCookie(HttpServletRequest request) {
        return inCookie(request, isOurPage);
    }

    /** The token in the cookie of an upgrade, for which its first frame has to ask. */
    Optional<ConnectRequest.Token> inCookieOfUpgrade(HttpServletRequest request) {
        return inCookie(request, mayUseInUpgrade);
    }

    /** If two cookies have this name, another host may have set one of them, and nobody can tell which. */
    private Optional<ConnectRequest.Token> inCookie(HttpServletRequest request, Predicate<HttpServletRequest> counts) {
        Cookie[] cookies = cookie.isPresent() ? request.getCookies() : null;
        List<String> values = Stream.ofNullable(cookies)
                .flatMap(Stream::of)
                .filter(one -> cookie.get().equals(one.getName()))
                .map(Cookie::getValue)
                .toList();
        return values.size() == 1 && counts.test(request)
                ? Optional.of(new ConnectRequest.Token(values.get(0), TokenSource.COOKIE))
                : Optional.empty();
    }
}
