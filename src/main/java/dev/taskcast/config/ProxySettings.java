package dev.taskcast.config;

/**
 * Which proxies are in front, and which headers they send.
 *
 * @param trusted the proxies that tell a client's address
 * @param forwarded whether they send {@code Forwarded} (RFC 7239) instead of {@code X-Forwarded-For} and
 *     {@code X-Forwarded-Proto}
 */
public record ProxySettings(TrustedProxies trusted, boolean forwarded) {
    /** The settings {@code taskcast.proxy.*}. */
    public static ProxySettings read(SettingValues settings) {
        return new ProxySettings(
                settings.value("taskcast.proxy.trusted", TrustedProxies::parse, TrustedProxies.ALLOWED),
                settings.flag("taskcast.proxy.forwarded"));
    }
}
