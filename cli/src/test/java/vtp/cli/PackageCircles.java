package vtp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds packages that need each other, directly or by way of others. */
final class PackageCircles {
    private PackageCircles() {}

    /**
     * A circle for each package that is in one, "a -> b -> a"; empty if there is none.
     *
     * @param references the classes that each class refers to
     */
    static List<String> among(Map<String, Set<String>> references) {
        Map<String, Set<String>> needs = new TreeMap<>();
        references.forEach((className, others) -> {
            String from = References.packageOf(className);
            Set<String> to = needs.computeIfAbsent(from, name -> new TreeSet<>());
            to.addAll(References.packagesOf(others));
            to.remove(from);
        });
        List<String> circles = new ArrayList<>();
        for (String start : needs.keySet()) {
            List<String> way = shortestWayBack(start, needs);
            if (!way.isEmpty()) {
                circles.add(String.join(" -> ", way));
            }
        }
        return circles;
    }

    private static List<String> shortestWayBack(String start, Map<String, Set<String>> needs) {
        List<List<String>> ways = new ArrayList<>(List.of(List.of(start)));
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < ways.size(); i++) {
            List<String> way = ways.get(i);
            for (String next : needs.getOrDefault(way.get(way.size() - 1), Set.of())) {
                List<String> longer = new ArrayList<>(way);
                longer.add(next);
                if (next.equals(start)) {
                    return longer;
                }
                if (seen.add(next)) {
                    ways.add(longer);
                }
            }
        }
        return List.of();
    }
}
