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
 * The token in the headers of a request: in {@code Authorization}, else in a cookie where {@code mp.jwt.token.header} says so.
 *
 * <p>A page cannot set {@code Authorization} for another site, but its browser sends cookies along, also those that another host of
 * the same site has set. So a cookie counts for our own pages alone, in an upgrade also for those that are listed, and if there is one
 * of its name. One that does not count is as if it were not there. Thread-safe.
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

    /** Those of {@code Authorization} alone. */
    static HttpTokens ofAuthorization() {
        return new HttpTokens(Optional.empty(), request -> false, request -> false);
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

    /** That of the cookie. */
    Optional<ConnectRequest.Token> inCookie(HttpServletRequest request) {
        return inCookie(request, isOurPage);
    }

    /** That of the cookie of an upgrade: its first frame has to ask for it. */
    Optional<ConnectRequest.Token> inCookieOfUpgrade(HttpServletRequest request) {
        return inCookie(request, mayUseInUpgrade);
    }

    /** Of two with its name one may be another host's, and nobody can tell which. */
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
