import Allocators

func makeOurs<Key, A: Allocator>(
  settingOf keys: [Key], reserving isReserved: Bool, _ allocator: A
) -> AllocatedSet<Key, A> {
  var set = AllocatedSet<Key, A>(allocator: allocator)
  do throws(AllocationError) {
    if isReserved { try set.reserveCapacity(keys.count) }
    for key in keys { try set.insert(key) }
  } catch { fatalError("\(error)") }
  return set
}

func makeStandard<Key>(settingOf keys: [Key], reserving isReserved: Bool) -> Set<Key> {
  var set: Set<Key> = []
  if isReserved { set.reserveCapacity(keys.count) }
  for key in keys { set.insert(key) }
  return set
}

func insert<Key>(_ set: inout AllocatedSet<Key, SystemAllocator>, _ key: Key) -> Int {
  do throws(AllocationError) { return try set.insert(key) ? 1 : 0 } catch { fatalError("\(error)") }
}

func runSets<Key: Weighed>(_ kind: String, _ count: Int, _ makeKey: (Int) -> Key) {
  let keys = (0..<count).map { makeKey(scatter($0)) }
  let others = (0..<count).map { makeKey(scatter($0 + count)) }
  let shuffled = keys.shuffled()
  let repetitions = max(1, 50_000 / count)
  let tableCount = max(1, 20_000 / count)
  var (fill, reserved, hit, miss) = (Pair(), Pair(), Pair(), Pair())
  var (update, remove, members, destroy) = (Pair(), Pair(), Pair(), Pair())

  var sums = Sums()
  for _ in 0..<rounds {
    fill.note(
      time(count, repetitions, &sums.ours) { makeOurs(settingOf: keys, reserving: false, .system).count },
      time(count, repetitions, &sums.standard) { makeStandard(settingOf: keys, reserving: false).count })
    reserved.note(
      time(count, repetitions, &sums.ours) { makeOurs(settingOf: keys, reserving: true, .system).count },
      time(count, repetitions, &sums.standard) { makeStandard(settingOf: keys, reserving: true).count })

    withTables(1, make: { makeOurs(settingOf: keys, reserving: false, .system) }) { ours in
      withTables(1, make: { makeStandard(settingOf: keys, reserving: false) }) { standard in
        hit.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            for key in shuffled { sum &+= ours[0].contains(key) ? 1 : 0 }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in shuffled { sum &+= standard[0].contains(key) ? 1 : 0 }
            return sum
          })
        check(sums)
        miss.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            for key in others { sum &+= ours[0].contains(key) ? 1 : 0 }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in others { sum &+= standard[0].contains(key) ? 1 : 0 }
            return sum
          })
        check(sums)
        update.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            for key in shuffled { sum &+= insert(&ours[0], key) }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in shuffled { sum &+= standard[0].insert(key).inserted ? 1 : 0 }
            return sum
          })
        check(sums)
        members.note(
          time(count, repetitions, &sums.ours) {
            var sum = 0
            ours[0].forEach { key in sum &+= key.weight }
            return sum
          },
          time(count, repetitions, &sums.standard) {
            var sum = 0
            for key in standard[0] { sum &+= key.weight }
            return sum
          })
        check(sums)
        ours.deinitialize(count: 1)
        standard.deinitialize(count: 1)
      }
    }
    withTables(tableCount, make: { makeOurs(settingOf: keys, reserving: false, .system) }) { ours in
      withTables(tableCount, make: { makeStandard(settingOf: keys, reserving: false) }) { standard in
        remove.note(
          time(count * tableCount, 1, &sums.ours) {
            var sum = 0

            for table in 0..<tableCount { for key in shuffled { sum &+= ours[table].remove(key) == nil ? 0 : 1 } }

            return sum
          },
          time(count * tableCount, 1, &sums.standard) {
            var sum = 0

            for table in 0..<tableCount { for key in shuffled { sum &+= standard[table].remove(key) == nil ? 0 : 1 } }

            return sum
          })
        check(sums)
        ours.deinitialize(count: tableCount)
        standard.deinitialize(count: tableCount)
      }
    }
    withTables(tableCount, make: { makeOurs(settingOf: keys, reserving: false, .system) }) { ours in
      withTables(tableCount, make: { makeStandard(settingOf: keys, reserving: false) }) { standard in
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
    ("fill", fill), ("reserved", reserved), ("hit", hit), ("miss", miss), ("insert again", update), ("remove", remove),
    ("members", members), ("destroy", destroy),
  ]
  for (workload, pair) in measured { show(workload, kind, count, pair) }

  for isReserved in [false, true] {
    let memory = MeasuredAllocator()
    let ours = makeOurs(settingOf: keys, reserving: isReserved, memory)
    let standard = makeStandard(settingOf: keys, reserving: isReserved)
    let (left, right) = (Double(memory.counter.byteCount), Double(setAsideByteCount(standard)))
    show(
      isReserved ? "bytes, res." : "bytes", kind, count,
      Pair(ours: left / Double(ours.count), standard: right / Double(standard.count)))
  }
}
