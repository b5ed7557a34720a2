package vtp.loader.hub;

import java.util.List;

/**
 * What the cache holds of one repository.
 *
 * @param repository {@code org/name}
 * @param snapshots its commits, sorted by hash; none where a first download was broken off
 * @param partialBytes the size of what broken-off downloads have left; the next {@link HubClient#pull} goes on from it
 * @since 0.1.0
 */
public record CachedRepository(String repository, List<CachedSnapshot> snapshots, long partialBytes) {

    public CachedRepository {
        snapshots = List.copyOf(snapshots);
    }
}
