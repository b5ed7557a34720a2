package vtp.loader.hub;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts of {@code no_proxy}, separated by commas or blanks: {@code *}; a name, for itself and all names that end
 * with it, with or without a dot before it; an IP address, or an IPv4 network as {@code 10.0.0.0/8}; each with or
 * without a port.
 */
final class NoProxy {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final List<String> entries;

    NoProxy(String variable) {
        entries = Arrays.stream(variable.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** Whether the host of an address is one of them. */
    boolean covers(URI uri) {
        if (uri.getHost() == null) {
            return false;
        }
        String host = uri.getHost()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\[\\]]", "")
                .replaceFirst("\\.$", "");
        int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return entries.stream().anyMatch(entry -> covers(entry, host, port));
    }

    private static boolean covers(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        boolean ipv6 = entry.startsWith("[") || entry.indexOf(':') != entry.lastIndexOf(':');
        int colon = ipv6 ? entry.indexOf("]:") + 1 : entry.lastIndexOf(':');
        if (colon > 0 && !entry.substring(colon + 1).equals(String.valueOf(port))) {
            return false;
        }
        String name = (colon > 0 ? entry.substring(0, colon) : entry).replaceAll("[\\[\\]]", "");
        int slash = name.indexOf('/');
        if (slash > 0) {
            return isIn(name.substring(0, slash), name.substring(slash + 1), host);
        }
        String suffix = name.replaceFirst("^\\*?\\.", "");
        return host.equals(suffix) || (!suffix.isEmpty() && host.endsWith("." + suffix));
    }

    private static boolean isIn(String network, String bits, String host) {
        if (!IPV4.matcher(network).matches() || !IPV4.matcher(host).matches() || !bits.matches("\\d|[12]\\d|3[012]")) {
            return false;
        }
        int shift = Integer.SIZE - Integer.parseInt(bits);
        return number(network) >>> shift == number(host) >>> shift;
    }

    private static long number(String ipv4) {
        long number = 0;
        for (String part : ipv4.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }
}
