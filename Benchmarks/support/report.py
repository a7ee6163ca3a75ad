"""Tables from raw runs."""
import csv
import statistics

import cells


def summarize(raw):
    """raw: rows (round, workload, program, allocator, ns). By kind: allocator -> its summary."""
    values = {}
    for _, workload, program, allocator, ns in raw:
        values.setdefault((workload, program, allocator), []).append(float(ns))
    rows = []
    for (workload, program, allocator), v in values.items():
        rows.append({
            "workload": cells.kind(workload, allocator), "program": program, "allocator": allocator,
            "minimum": min(v), "median": statistics.median(v), "runs": len(v)})
    return sorted(rows, key=lambda row: (cells.order(row["workload"]), row["minimum"]))


def write_csv(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, ["workload", "program", "allocator", "minimum", "median", "runs"])
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "minimum": f"{row['minimum']:.4f}", "median": f"{row['median']:.4f}"})


def figure(value):
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def pair(row):
    return f"{figure(row['minimum'])} ({figure(row['median'])})" if row else "–"


def parts(rows):
    """By workload: ours, peers, today's Swift, hand-written limits; each sorted by minimum."""
    table = {}
    for row in rows:
        group = table.setdefault(row["workload"], ([], [], [], []))
        if cells.is_ours(row["program"], row["allocator"]):
            group[0].append(row)
        elif row["program"] == "swift":
            group[2].append(row)
        elif row["allocator"].startswith("c-"):
            if row["allocator"] not in cells.NOT_A_LIMIT:
                group[3].append(row)
        else:
            group[1].append(row)
    return table


TYPED = ("ScopedBox", "ScopedRef", "ScopedArray", "PoolBox", "SharedBox", "AllocatedArray")


def headline(rows):
    """The best of each kind, a line a workload: the table of the README."""
    text = ["| workload | ours | ns | best peer | ns | ratio | hand-written C | by boxes or containers | ns | "
            "today's Swift | ns |", "|---|---|--:|---|--:|--:|--:|---|--:|---|--:|"]
    for workload, (ours, peers, swift, limits) in parts(rows).items():
        typed = [row for row in ours if row["allocator"].startswith(TYPED)]
        raw = [row for row in ours if row not in typed]
        cells_ = [column[0] if column else None for column in (raw, peers, limits, typed, swift)]
        best, peer, limit, box, today = cells_
        least = lambda row: figure(row["minimum"]) if row else "–"
        ratio = f"{best['minimum'] / peer['minimum']:.2f}" if peer else "–"
        text.append(f"| {workload} | {name(best)} | {least(best)} | {name(peer)} | {least(peer)} | {ratio} | "
                    f"{least(limit)} | {name(box)} | {least(box)} | {name(today)} | {least(today)} |")
    return "\n".join(text)


def markdown(rows):
    text = ["ns per operation: minimum (median). Ratios are ours to the best peer's; below 1 is faster than the peer.",
            "",
            "| workload | ours | ns | best peer | ns | ratio of minima | of medians | hand-written C | ns |",
            "|---|---|--:|---|--:|--:|--:|---|--:|"]
    today = ["", "What a Swift program has today, against the fastest of ours in the same run.", "",
             "| workload | today's Swift | ns | ours | ns | times as fast |", "|---|---|--:|---|--:|--:|"]
    for workload, (ours, peers, swift, limits) in parts(rows).items():
        peer = peers[0] if peers else None
        limit = limits[0] if limits else None
        for row in ours:
            ratios = [f"{row[k] / peer[k]:.2f}" if peer else "–" for k in ("minimum", "median")]
            text.append(
                f"| {workload} | {name(row)} | {pair(row)} | {name(peer)} | {pair(peer)} | "
                f"{ratios[0]} | {ratios[1]} | {name(limit)} | {pair(limit)} |")
        for row in swift if ours else []:
            best = ours[0]
            today.append(
                f"| {workload} | {name(row)} | {pair(row)} | {name(best)} | {pair(best)} | "
                f"{row['minimum'] / best['minimum']:.1f} |")
    return "\n".join(text + today)


def name(row):
    return row["allocator"].replace("|", "\\|") if row else "–"
