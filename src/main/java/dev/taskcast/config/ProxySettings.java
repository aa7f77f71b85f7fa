package dev.taskcast.config;

/**
 * Which proxies stand in front, and what they tell.
 *
 * @param trusted the proxies whose word about a client counts
 * @param forwarded whether they tell it by {@code Forwarded} (RFC 7239) instead of {@code X-Forwarded-For} and {@code
 *     X-Forwarded-Proto}
 */
public record ProxySettings(TrustedProxies trusted, boolean forwarded) {
    /** The settings {@code taskcast.proxy.*}. */
    public static ProxySettings read(SettingValues settings) {
        return new ProxySettings(
                settings.value("taskcast.proxy.trusted", TrustedProxies::parse, TrustedProxies.ALLOWED),
                settings.flag("taskcast.proxy.forwarded"));
    }
}
