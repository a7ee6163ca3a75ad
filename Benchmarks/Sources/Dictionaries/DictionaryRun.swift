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

func runDictionaries<Key: Weighed>(
  _ kind: String, _ count: Int, _ makeKey: (Int) -> Key
) {
  let keys = (0..<count).map { makeKey(scatter($0)) }
  let others = (0..<count).map { makeKey(scatter($0 + count)) }
  let shuffled = keys.shuffled()
  let repetitions = max(1, 50_000 / count)
  let tableCount = max(1, 20_000 / count)
  var (fill, reserved, hit, miss, update, remove) = (Pair(), Pair(), Pair(), Pair(), Pair(), Pair())
  var (turnover, values, pairs, destroy) = (Pair(), Pair(), Pair(), Pair())

  var sums = Sums()
  for _ in 0..<rounds {
    fill.note(
      time(count, repetitions, &sums.ours) { makeOurs(keys, reserving: false, .system).count },
      time(count, repetitions, &sums.standard) { makeStandard(keys, reserving: false).count })
    reserved.note(
      time(count, repetitions, &sums.ours) { makeOurs(keys, reserving: true, .system).count },
      time(count, repetitions, &sums.standard) { makeStandard(keys, reserving: true).count })

    withTables(1, make: { makeOurs(keys, reserving: false, .system) }) { ours in
      withTables(1, make: { makeStandard(keys, reserving: false) }) { standard in
        hit.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            for key in shuffled { sum &+= ours[0][key] ?? 0 }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in shuffled { sum &+= standard[0][key] ?? 0 }
            return sum
          })
        check(sums)
        miss.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            for key in others { sum &+= ours[0][key] ?? 1 }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in others { sum &+= standard[0][key] ?? 1 }
            return sum
          })
        check(sums)
        update.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            for key in shuffled { sum &+= Dictionaries.update(&ours[0], key, 3) }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in shuffled { sum &+= standard[0].updateValue(3, forKey: key) ?? -1 }
            return sum
          })
        check(sums)
        values.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            ours[0].forEach { _, value in sum &+= value }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for (_, value) in standard[0] { sum &+= value }
            return sum
          })
        check(sums)
        pairs.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            ours[0].forEach { key, value in sum &+= key.weight &+ value }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for (key, value) in standard[0] { sum &+= key.weight &+ value }
            return sum
          })
        check(sums)
        // Each key is replaced by another and back.
        turnover.note(
          time(count * 2, repetitions, &sums.ours) {
            var sum = 0

            for (key, other) in zip(keys, others) {
              sum &+= ours[0].removeValue(forKey: key) ?? 0
              sum &+= Dictionaries.update(&ours[0], other, 1)
            }
            for (key, other) in zip(keys, others) {
              sum &+= ours[0].removeValue(forKey: other) ?? 0
              sum &+= Dictionaries.update(&ours[0], key, 1)
            }

            return sum
          },
          time(count * 2, repetitions, &sums.standard) {
            var sum = 0

            for (key, other) in zip(keys, others) {
              sum &+= standard[0].removeValue(forKey: key) ?? 0
              sum &+= standard[0].updateValue(1, forKey: other) ?? -1
            }
            for (key, other) in zip(keys, others) {
              sum &+= standard[0].removeValue(forKey: other) ?? 0
              sum &+= standard[0].updateValue(1, forKey: key) ?? -1
            }

            return sum
          })
        check(sums)
        ours.deinitialize(count: 1)
        standard.deinitialize(count: 1)
      }
    }
    withTables(tableCount, make: { makeOurs(keys, reserving: false, .system) }) { ours in
      withTables(tableCount, make: { makeStandard(keys, reserving: false) }) { standard in
        remove.note(
          time(count * tableCount, 1, &sums.ours) {
            var sum = 0

            for table in 0..<tableCount { for key in shuffled { sum &+= ours[table].removeValue(forKey: key) ?? 0 } }

            return sum
          },
          time(count * tableCount, 1, &sums.standard) {
            var sum = 0

            for table in 0..<tableCount {
              for key in shuffled { sum &+= standard[table].removeValue(forKey: key) ?? 0 }
            }

            return sum
          })
        check(sums)
        ours.deinitialize(count: tableCount)
        standard.deinitialize(count: tableCount)
      }
    }
    withTables(tableCount, make: { makeOurs(keys, reserving: false, .system) }) { ours in
      withTables(tableCount, make: { makeStandard(keys, reserving: false) }) { standard in
        destroy.note(
          time(count * tableCount, 1, &sums.ours) {
            ours.deinitialize(count: tableCount)
            return 0
          },
          time(count * tableCount, 1, &sums.standard) {
            standard.deinitialize(count: tableCount)
            return 0
          })
      }
    }
  }

  let measured = [
    ("fill", fill), ("reserved", reserved), ("hit", hit), ("miss", miss), ("update", update), ("remove", remove),
    ("turnover", turnover), ("values", values), ("pairs", pairs), ("destroy", destroy),
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
