import Allocators

typealias Ours<Key: Hashable> = AllocatedDictionary<Key, Int, SystemAllocator>

func makeOurs<Key, A: Allocator>(
  _ keys: [Key], reserving isReserved: Bool, _ allocator: A
) -> AllocatedDictionary<Key, Int, A> {
  var dictionary = AllocatedDictionary<Key, Int, A>(allocator: allocator)
  do throws(AllocationError) {
    if isReserved { try dictionary.reserveCapacity(keys.count) }
    for (index, key) in keys.enumerated() { try dictionary.updateValue(index, forKey: key) }
  } catch { fatalError("\(error)") }
  return dictionary
}

func makeStandard<Key>(_ keys: [Key], reserving isReserved: Bool) -> [Key: Int] {
  var dictionary: [Key: Int] = [:]
  if isReserved { dictionary.reserveCapacity(keys.count) }
  for (index, key) in keys.enumerated() { dictionary.updateValue(index, forKey: key) }
  return dictionary
}

func update<Key>(_ dictionary: inout Ours<Key>, _ key: Key, _ value: Int) -> Int {
  do throws(AllocationError) { return try dictionary.updateValue(value, forKey: key) ?? -1 } catch {
    fatalError("\(error)")
  }
}

func runDictionaries<Key: Hashable>(
  _ kind: String, _ count: Int, _ makeKey: (Int) -> Key, _ weigh: (Key) -> Int
) {
  let keys = (0..<count).map { makeKey(scatter($0)) }
  let others = (0..<count).map { makeKey(scatter($0 + count)) }
  let shuffled = keys.shuffled()
  let repetitions = max(1, 50_000 / count)
  let tableCount = max(1, 20_000 / count)
  var (fill, reserved, hit, miss, update, remove) = (Pair(), Pair(), Pair(), Pair(), Pair(), Pair())
  var (turnover, values, pairs, spans, destroy) = (Pair(), Pair(), Pair(), Pair(), Pair())

  for _ in 0..<rounds {
    fill.note(
      time(count, repetitions) { use(makeOurs(keys, reserving: false, .system).count) },
      time(count, repetitions) { use(makeStandard(keys, reserving: false).count) })
    reserved.note(
      time(count, repetitions) { use(makeOurs(keys, reserving: true, .system).count) },
      time(count, repetitions) { use(makeStandard(keys, reserving: true).count) })

    var ours = makeOurs(keys, reserving: false, .system)
    var standard = makeStandard(keys, reserving: false)
    var (left, right) = (0, 0)
    hit.note(
      time(count, repetitions) { for key in shuffled { left &+= ours[key] ?? 0 } },
      time(count, repetitions) { for key in shuffled { right &+= standard[key] ?? 0 } })
    check(left, right)
    miss.note(
      time(count, repetitions) { for key in others { left &+= ours[key] ?? 1 } },
      time(count, repetitions) { for key in others { right &+= standard[key] ?? 1 } })
    check(left, right)
    update.note(
      time(count, repetitions) { for key in shuffled { left &+= Dictionaries.update(&ours, key, 3) } },
      time(count, repetitions) { for key in shuffled { right &+= standard.updateValue(3, forKey: key) ?? -1 } })
    check(left, right)
    values.note(
      time(count, repetitions) { ours.forEach { _, value in left &+= value } },
      time(count, repetitions) { for (_, value) in standard { right &+= value } })
    check(left, right)
    pairs.note(
      time(count, repetitions) { ours.forEach { key, value in left &+= weigh(key) &+ value } },
      time(count, repetitions) { for (key, value) in standard { right &+= weigh(key) &+ value } })
    check(left, right)
    spans.note(
      time(count, repetitions) {
        var position = 0
        while true {
          let entries = ours.nextSpan(from: &position)
          if entries.isEmpty { break }
          for index in entries.indices { left &+= entries[index].value }
        }
      },
      time(count, repetitions) { for (_, value) in standard { right &+= value } })
    check(left, right)
    // Each key is replaced by another and back.
    turnover.note(
      time(count * 2, repetitions) {
        for (key, other) in zip(keys, others) {
          left &+= ours.removeValue(forKey: key) ?? 0
          left &+= Dictionaries.update(&ours, other, 1)
        }
        for (key, other) in zip(keys, others) {
          left &+= ours.removeValue(forKey: other) ?? 0
          left &+= Dictionaries.update(&ours, key, 1)
        }
      },
      time(count * 2, repetitions) {
        for (key, other) in zip(keys, others) {
          right &+= standard.removeValue(forKey: key) ?? 0
          right &+= standard.updateValue(1, forKey: other) ?? -1
        }
        for (key, other) in zip(keys, others) {
          right &+= standard.removeValue(forKey: other) ?? 0
          right &+= standard.updateValue(1, forKey: key) ?? -1
        }
      })
    check(left, right)

    withTables(tableCount, make: { makeOurs(keys, reserving: false, .system) }) { ours in
      withTables(tableCount, make: { makeStandard(keys, reserving: false) }) { standard in
        remove.note(
          time(count * tableCount, 1) {
            for table in 0..<tableCount { for key in shuffled { left &+= ours[table].removeValue(forKey: key) ?? 0 } }
          },
          time(count * tableCount, 1) {
            for table in 0..<tableCount {
              for key in shuffled { right &+= standard[table].removeValue(forKey: key) ?? 0 }
            }
          })
        check(left, right)
        ours.deinitialize(count: tableCount)
        standard.deinitialize(count: tableCount)
      }
    }
    withTables(tableCount, make: { makeOurs(keys, reserving: false, .system) }) { ours in
      withTables(tableCount, make: { makeStandard(keys, reserving: false) }) { standard in
        destroy.note(
          time(count * tableCount, 1) { ours.deinitialize(count: tableCount) },
          time(count * tableCount, 1) { standard.deinitialize(count: tableCount) })
      }
    }
    use(left)
  }

  let measured = [
    ("fill", fill), ("reserved", reserved), ("hit", hit), ("miss", miss), ("update", update), ("remove", remove),
    ("turnover", turnover), ("values", values), ("pairs", pairs), ("spans", spans), ("destroy", destroy),
  ]
  for (workload, pair) in measured { show(workload, kind, count, pair) }

  for isReserved in [false, true] {
    let memory = MeasuredAllocator()
    let ours = makeOurs(keys, reserving: isReserved, memory)
    let standard = makeStandard(keys, reserving: isReserved)
    let (left, right) = (Double(memory.counter.byteCount), Double(setAsideByteCount(standard)))
    show(
      isReserved ? "bytes, res." : "bytes", kind, count,
      Pair(ours: left / Double(ours.count), standard: right / Double(standard.count)))
  }
}
